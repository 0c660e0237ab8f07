package import SigmaEngine
package import SigmaJournal
package import SigmaModel
package import SigmaSimulation

/// What a session was started with; written once, so that every later start and every replay builds the same session.
package struct SessionManifest: Codable, Sendable {
    /// The form of this file.
    package static let currentVersion = 1

    /// The form in which this was written.
    package var version = SessionManifest.currentVersion
    /// Unique among all sessions: 32 hexadecimal digits; journals and snapshots carry it.
    package var id: String
    /// What its owner calls it.
    package var name: String
    /// The version of the program that started it.
    package var program: String
    /// The session's first instant, when its opening balance is paid in.
    package var start: Timestamp
    /// The opening balance, in the quote currency of the instruments.
    package var cash: Money
    /// What is traded; an ``InstrumentID`` is a position in this list.
    package var instruments: [InstrumentEntry]
    /// Who trades; a ``StrategyID`` is a position in this list.
    package var strategies: [StrategyEntry]
    /// What risk enforces.
    package var limits: RiskLimits
    /// How the simulated venue behaves.
    package var simulation: SimulationSettings
    /// How long time alone waits for late trades before it closes a candle; nil for the driver's own.
    package var candleGrace: TimeSpan?
    /// What a live session found at its venue; nil where fills are simulated.
    package var opening: VenueOpening?

    /// An account as a live session found it; changes are counted from here.
    package struct VenueOpening: Codable, Hashable, Sendable {
        /// What the account owned of every asset of the session, whoever it is for, as decimal text.
        package var balances: [String: String]

        package init(balances: [String: String]) { self.balances = balances }
    }

    /// An instrument by name; its rules are the program's but for what fees are taken in, which decides every balance.
    package struct InstrumentEntry: Codable, Hashable, Sendable {
        /// Where it trades.
        package var venue: Venue
        /// The venue's name of it.
        package var symbol: String
        /// How positions settle.
        package var kind: InstrumentKind
        /// What the venue takes its fees in; nil of sessions from before this was told apart, which pay in the quote
        /// currency.
        package var feeAsset: FeeAsset?
        /// The rules that the venue gave when the session began; nil for the program's own.
        package var rules: VenueRules?
        /// The rules that the venue gave at later starts, in rising order; nil for none.
        package var laterRules: [LaterRules]?

        /// An instrument of a session that begins now.
        package init(venue: Venue, symbol: String, kind: InstrumentKind, rules: VenueRules? = nil) {
            self.venue = venue
            self.symbol = symbol
            self.kind = kind
            self.rules = rules
            feeAsset = venue.feeAsset(of: kind)
        }

        /// The instrument with its rules.
        package func instrument() throws(SymbolError) -> Instrument {
            var instrument = try Instrument(venue: venue, symbol: symbol, kind: kind)
            let feeAsset = feeAsset ?? .quote
            instrument.rules = venueRules ?? instrument.rules.mapping { $0.feeAsset = feeAsset }
            return instrument
        }

        /// Whether two entries name the same instrument.
        func isSame(as other: InstrumentEntry) -> Bool {
            (venue, symbol, kind) == (other.venue, other.symbol, other.kind)
        }
    }

    /// A strategy at work.
    package struct StrategyEntry: Codable, Hashable, Sendable {
        /// What its owner calls it; unique in the session.
        package var id: String
        /// Which strategy it is.
        package var name: String
        /// The place of its instrument.
        package var instrument: Int
        /// The candles it hears.
        package var timeframe: Timeframe
        /// How large its entries are.
        package var sizing: Sizing
        /// Parameters other than the defaults, as text by name.
        package var parameters: [String: String]

        package init(
            id: String, name: String, instrument: Int, timeframe: Timeframe, sizing: Sizing,
            parameters: [String: String]
        ) {
            self.id = id
            self.name = name
            self.instrument = instrument
            self.timeframe = timeframe
            self.sizing = sizing
            self.parameters = parameters
        }
    }

    package init(
        id: String, name: String, program: String, start: Timestamp, cash: Money, instruments: [InstrumentEntry],
        strategies: [StrategyEntry], limits: RiskLimits, simulation: SimulationSettings
    ) {
        self.id = id
        self.name = name
        self.program = program
        self.start = start
        self.cash = cash
        self.instruments = instruments
        self.strategies = strategies
        self.limits = limits
        self.simulation = simulation
    }
}

extension SessionManifest {
    /// ``id`` as journals and snapshots carry it; nothing but zeros where it is malformed, which no journal has.
    package var sessionID: SessionID {
        SessionID(high: UInt64(id.prefix(16), radix: 16) ?? 0, low: UInt64(id.suffix(16), radix: 16) ?? 0)
    }

    /// The settings in which a session that would be started now differs from this one, in words; empty when none does.
    package func differences(from wanted: SessionManifest) -> [String] {
        var found: [String] = []
        if (opening == nil) != (wanted.opening == nil) { found.append("whether orders go to a real venue") }
        if opening == nil, cash != wanted.cash { found.append("the opening balance is \(cash), not \(wanted.cash)") }
        if !instruments.elementsEqual(wanted.instruments, by: { $0.isSame(as: $1) }) { found.append("the instruments") }
        if candleGrace != wanted.candleGrace { found.append("how long candles wait for late trades") }
        if strategies.map(\.id) != wanted.strategies.map(\.id) { found.append("the list of strategies") }
        for (own, other) in zip(strategies, wanted.strategies) where own != other && own.id == other.id {
            found.append("strategy '\(own.id)'")
        }
        if limits != wanted.limits { found.append("the risk limits") }
        if simulation != wanted.simulation { found.append("the simulation") }
        return found
    }
}
