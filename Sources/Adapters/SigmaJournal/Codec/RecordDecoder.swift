import SigmaModel

/// Turns bytes back into records; the inverse of ``RecordEncoder``.
///
/// Whatever the bytes are, decoding neither traps nor reads beyond the source's slack: what no writer writes makes the
/// source fail.
struct RecordDecoder: ~Copyable {
    var state = StreamState()

    /// Starts a new stream that refers to nothing before it.
    mutating func reset() { state.reset() }

    /// The next record; nil where the bytes are none that a writer writes.
    @inline(__always)
    mutating func next(_ source: inout ByteSource) -> SessionRecord? {
        let tag = source.byte()
        if tag & RecordTag.trade != 0 { return trade(tag, &source) }
        if tag & RecordTag.book != 0 { return book(tag, &source) }
        return other(tag, &source)
    }

    @inline(never)
    private mutating func other(_ byte: UInt8, _ source: inout ByteSource) -> SessionRecord? {
        guard let tag = RecordTag(rawValue: byte) else { return nil }
        if tag == .quote { return quote(&source) }
        let flags = source.byte()
        var receivedAt: Timestamp?
        if flags & PlainFlag.received != 0 {
            state.receivedAt &+= source.signed()
            receivedAt = Timestamp(nanoseconds: state.receivedAt)
        }
        switch tag {
        case .submitted, .cancelRequested, .amendRequested, .denied, .signal, .tradingState, .contradiction, .remainder,
            .update, .outputFill:
            return output(tag, flags, &source).map { .output($0) }
        case .started, .stopping, .stopped, .checkpoint, .gap, .remark:
            return mark(tag, &source).map { .mark($0) }
        case .preset: return preset(&source).map { .preset($0) }
        case .warm: return candle(&source).map { .warm($0) }
        default: return event(tag, flags, &source).map { .input($0, receivedAt: receivedAt) }
        }
    }

    private mutating func event(_ tag: RecordTag, _ flags: UInt8, _ source: inout ByteSource) -> Event? {
        switch tag {
        case .tradePlain: .trade(plainTrade(PlainFlag.side(flags), &source))
        case .bookPlain: .book(plainBook(PlainFlag.side(flags), &source))
        case .quotePlain: .quote(plainQuote(&source))
        case .candle: candle(&source).map { .candle($0) }
        case .orderUpdate: orderUpdate(&source).map { .orderUpdate($0) }
        case .fill: fill(flags, &source).map { .fill($0) }
        case .macro: macro(&source).map { .macro($0) }
        case .timer: .timer(moment(&source))
        case .transfer: .transfer(transfer(&source))
        default: command(tag, &source).map { .command($0, moment(&source)) }
        }
    }

    private func command(_ tag: RecordTag, _ source: inout ByteSource) -> Command? {
        switch tag {
        case .setTradingState: TradingState(rawValue: source.byte()).map { .setTradingState($0) }
        case .cancelAll: .cancelAll
        case .flatten: .flatten
        case .kill: .kill
        case .setOpen: .setOpen(instrument(&source), source.byte() != 0)
        default: nil
        }
    }

    private mutating func mark(_ tag: RecordTag, _ source: inout ByteSource) -> SessionMark? {
        switch tag {
        case .started:
            let run = UInt32(truncatingIfNeeded: source.number())
            return .started(run: run, moment(&source))
        case .stopping:
            guard let state = TradingState(rawValue: source.byte()) else { return nil }
            return .stopping(resuming: state, moment(&source))
        case .stopped: return .stopped(moment(&source))
        case .checkpoint: return .checkpoint(EffectHash(value: source.fixed()))
        case .gap:
            let count = source.number()
            return .gap(count: count, moment(&source))
        case .remark:
            let isUrgent = source.byte() != 0
            let time = moment(&source)
            return .remark(source.text(), isUrgent: isUrgent, time)
        default: return nil
        }
    }

    private mutating func preset(_ source: inout ByteSource) -> PresetChange? {
        var change = PresetChange(
            strategy: strategy(&source), time: moment(&source), preset: source.text(), parameters: [])
        let count = source.number()
        for _ in 0..<count {
            if source.isOverrun { return nil }
            change.parameters.append(PresetChange.Parameter(name: source.text(), text: source.text()))
        }
        return source.isOverrun ? nil : change
    }

    private mutating func candle(_ source: inout ByteSource) -> Candle? {
        let openTime = moment(&source)
        let instrument = instrument(&source)
        let (span, overflow) = Int64(bitPattern: source.number()).multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, let timeframe = Timeframe(span: TimeSpan(nanoseconds: span)) else { return nil }
        let open = source.signed()
        return Candle(
            instrument: instrument, timeframe: timeframe, openTime: openTime, open: Price(raw: open),
            high: Price(raw: open &+ source.signed()), low: Price(raw: open &+ source.signed()),
            close: Price(raw: open &+ source.signed()), volume: Quantity(raw: source.wide()),
            turnover: Money(raw: source.wide()), tradeCount: UInt32(truncatingIfNeeded: source.number()))
    }

    private mutating func macro(_ source: inout ByteSource) -> MacroReading? {
        let time = moment(&source)
        guard let series = MacroReading.Series(rawValue: source.byte()) else { return nil }
        return MacroReading(series: series, time: time, value: Double(bitPattern: source.fixed()))
    }

    private mutating func transfer(_ source: inout ByteSource) -> Transfer {
        let time = moment(&source)
        return Transfer(asset: AssetID(place(&source)), time: time, amount: source.wide())
    }

    mutating func moment(_ source: inout ByteSource) -> Timestamp {
        state.time &+= source.signed()
        return Timestamp(nanoseconds: state.time)
    }

    func instrument(_ source: inout ByteSource) -> InstrumentID { InstrumentID(place(&source)) }

    func strategy(_ source: inout ByteSource) -> StrategyID { StrategyID(place(&source)) }

    /// A place in one of the session's tables, which has 32 bits.
    private func place(_ source: inout ByteSource) -> Int {
        guard let place = Int32(exactly: source.signed()) else {
            source.fail()
            return 0
        }
        return Int(place)
    }
}
