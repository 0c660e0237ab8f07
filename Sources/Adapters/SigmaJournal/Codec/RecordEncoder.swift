import SigmaModel

/// Turns records into bytes, each relative to the ones before it; ``RecordDecoder`` is its inverse.
struct RecordEncoder: ~Copyable {
    /// More bytes than any record takes without its texts.
    static let recordRoom = 512

    /// Where the bytes go.
    var sink: ByteSink
    var state = StreamState()

    init(capacity: Int) { sink = ByteSink(capacity: capacity) }

    /// Starts a new stream that refers to nothing before it.
    mutating func reset() {
        sink.clear()
        state.reset()
    }

    /// Any record.
    mutating func append(_ record: SessionRecord) {
        switch record {
        case .input(let event, let receivedAt): append(event, receivedAt: receivedAt)
        case .preset(let change): append(change)
        case .warm(let candle):
            begin(.warm)
            body(candle)
        case .output(let output): append(output)
        case .mark(let mark): append(mark)
        }
    }

    private mutating func append(_ event: Event, receivedAt: Timestamp?) {
        switch event {
        case .trade(let trade): append(trade, receivedAt: receivedAt)
        case .quote(let quote): append(quote, receivedAt: receivedAt)
        case .book(let update): append(update, receivedAt: receivedAt)
        case .candle(let candle): append(candle, receivedAt: receivedAt)
        case .timer(let time): append(timer: time, receivedAt: receivedAt)
        case .orderUpdate(let update):
            begin(.orderUpdate, receivedAt)
            body(update)
        case .fill(let fill):
            begin(.fill, receivedAt, side: fill.side, flags: Self.flags(of: fill))
            body(fill)
        case .macro(let reading):
            begin(.macro, receivedAt)
            moment(reading.time)
            sink.byte(reading.series.rawValue)
            sink.fixed(reading.value.bitPattern)
        case .transfer(let transfer):
            begin(.transfer, receivedAt)
            moment(transfer.time)
            sink.signed(Int64(transfer.asset.index))
            sink.wide(transfer.amount)
        case .command(let command, let time): append(command, time, receivedAt: receivedAt)
        }
    }

    private mutating func append(_ command: Command, _ time: Timestamp, receivedAt: Timestamp?) {
        switch command {
        case .setTradingState(let state):
            begin(.setTradingState, receivedAt)
            sink.byte(state.rawValue)
        case .cancelAll: begin(.cancelAll, receivedAt)
        case .flatten: begin(.flatten, receivedAt)
        case .kill: begin(.kill, receivedAt)
        case .setOpen(let instrument, let isOpen):
            begin(.setOpen, receivedAt)
            sink.signed(Int64(instrument.index))
            sink.byte(isOpen ? 1 : 0)
        }
        moment(time)
    }

    private mutating func append(_ mark: SessionMark) {
        switch mark {
        case .started(let run, let time):
            begin(.started)
            sink.number(UInt64(run))
            moment(time)
        case .stopping(let state, let time):
            begin(.stopping)
            sink.byte(state.rawValue)
            moment(time)
        case .stopped(let time):
            begin(.stopped)
            moment(time)
        case .checkpoint(let hash):
            begin(.checkpoint)
            sink.fixed(hash.value)
        case .gap(let count, let time):
            begin(.gap)
            sink.number(count)
            moment(time)
        case .remark(let text, let isUrgent, let time):
            begin(.remark)
            sink.byte(isUrgent ? 1 : 0)
            moment(time)
            sink.text(text)
            sink.reserve(Self.recordRoom)
        }
    }

    private mutating func append(_ change: PresetChange) {
        begin(.preset)
        sink.signed(Int64(change.strategy.index))
        moment(change.time)
        sink.text(change.preset)
        sink.reserve(Self.recordRoom)
        sink.number(UInt64(change.parameters.count))
        for parameter in change.parameters {
            sink.text(parameter.name)
            sink.text(parameter.text)
        }
    }

    /// The time advanced without news.
    mutating func append(timer time: Timestamp, receivedAt: Timestamp?) {
        begin(.timer, receivedAt)
        moment(time)
    }

    /// A closed candle.
    mutating func append(_ candle: Candle, receivedAt: Timestamp?) {
        begin(.candle, receivedAt)
        body(candle)
    }

    private mutating func body(_ candle: Candle) {
        moment(candle.openTime)
        sink.signed(Int64(candle.instrument.index))
        sink.number(UInt64(bitPattern: candle.timeframe.span.nanoseconds / 1_000_000_000))
        sink.signed(candle.open.raw)
        sink.signed(candle.high.raw &- candle.open.raw)
        sink.signed(candle.low.raw &- candle.open.raw)
        sink.signed(candle.close.raw &- candle.open.raw)
        sink.wide(candle.volume.raw)
        sink.wide(candle.turnover.raw)
        sink.number(UInt64(candle.tradeCount))
    }

    /// Tag, flags and, if there is one, the time of arrival of a record that is none of the hot kinds.
    mutating func begin(_ tag: RecordTag, _ receivedAt: Timestamp? = nil, side: Side = .buy, flags: UInt8 = 0) {
        sink.reserve(Self.recordRoom)
        sink.byte(tag.rawValue)
        let flags = side == .sell ? flags | PlainFlag.sell : flags
        guard let receivedAt else { return sink.byte(flags) }
        sink.byte(flags | PlainFlag.received)
        sink.signed(receivedAt.nanoseconds &- state.receivedAt)
        state.receivedAt = receivedAt.nanoseconds
    }

    /// A time, relative to the last record's of this kind; wraps around where the difference has more than 64 bits.
    mutating func moment(_ time: Timestamp) {
        sink.signed(time.nanoseconds &- state.time)
        state.time = time.nanoseconds
    }
}
