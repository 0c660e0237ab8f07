/// One entry of a session's journal, in the order in which things happened.
///
/// Inputs and presets are what the session was told; outputs are functions of them, recorded so that a replay can be
/// compared decision by decision; marks are about the recording itself.
@frozen
public enum SessionRecord: Hashable, Sendable {
    /// Something the session was told, and when this machine received it, where that moves the engine's clock.
    case input(Event, receivedAt: Timestamp?)
    /// A strategy goes on with other parameters.
    case preset(PresetChange)
    /// A candle from before the session that only fills indicators.
    case warm(Candle)
    /// What the engine decided, or the simulated venue answered.
    case output(SessionOutput)
    /// A point in the life of the recording.
    case mark(SessionMark)
}

/// What a session does, in the order in which it does it.
@frozen
public enum SessionOutput: Hashable, Sendable {
    /// An order went to the venue.
    case submitted(OrderTicket)
    /// A cancel of an order went to the venue.
    case cancelRequested(OrderID, Timestamp)
    /// A change of an order went to the venue.
    case amendRequested(Amendment)
    /// Risk refused an order, or a change of one, which then stands as it was.
    case denied(OrderTicket, DenialCode)
    /// A strategy remarked on its market.
    case signal(Signal)
    /// The trading state changed.
    case tradingState(TradingState, Timestamp)
    /// A venue's message contradicted an order's state, or named an order that is not known.
    case contradiction(OrderID, Timestamp)
    /// What a strategy could never sell went to the session's own position.
    case remainder(Remainder)
    /// The simulated venue said something of an order.
    case update(OrderUpdate)
    /// The simulated venue executed an order.
    case fill(Fill)
}

/// A strategy's change to other parameters while the session runs.
public struct PresetChange: Hashable, Sendable {
    /// The strategy that changes.
    public var strategy: StrategyID
    /// When.
    public var time: Timestamp
    /// The preset's name, for people.
    public var preset: String
    /// Every parameter as the command line would write it, in the order of the strategy's declaration.
    public var parameters: [Parameter]

    /// One parameter's text.
    public struct Parameter: Hashable, Sendable {
        /// As the strategy declares it.
        public var name: String
        /// Its value, as the command line takes it.
        public var text: String

        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    public init(strategy: StrategyID, time: Timestamp, preset: String, parameters: [Parameter]) {
        self.strategy = strategy
        self.time = time
        self.preset = preset
        self.parameters = parameters
    }
}

/// A point in the life of a recording.
@frozen
public enum SessionMark: Hashable, Sendable {
    /// A process took the session up; the number counts its starts from one.
    case started(run: UInt32, Timestamp)
    /// The process halted trading to leave in good order; what the next start, or the end, brings back.
    case stopping(resuming: TradingState, Timestamp)
    /// The process left it in good order.
    case stopped(Timestamp)
    /// What the engine had decided by here; replays compare it.
    case checkpoint(EffectHash)
    /// A feed lost so many messages.
    case gap(count: UInt64, Timestamp)
    /// Something about the session's venue that a person must know, or, if not urgent, should.
    case remark(String, isUrgent: Bool, Timestamp)
}
