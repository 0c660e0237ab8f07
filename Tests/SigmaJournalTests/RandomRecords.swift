import SigmaModel

/// Records of every kind from a seed, with extremes among them.
struct RandomRecords {
    private var generator: SplitMix64
    private var trade = Trade(
        instrument: InstrumentID(0), time: Timestamp(milliseconds: 1_723_161_255_342),
        price: Price(raw: 6_183_763_000_000), quantity: .zero, aggressor: .buy, id: 3_735_683_259)
    private var receivedAt = Timestamp(nanoseconds: 1_723_161_254_087_896_568)

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func next() -> SessionRecord {
        switch generator.next() % 16 {
        case 0...4: .input(.trade(likelyTrade()), receivedAt: arrival())
        case 5...6: .input(.book(book()), receivedAt: arrival())
        case 7: .input(.quote(quote()), receivedAt: arrival())
        case 8: .input(.trade(wildTrade()), receivedAt: generator.next() % 4 == 0 ? time() : arrival())
        case 9...11: .input(event(), receivedAt: generator.next() % 2 == 0 ? time() : arrival())
        case 12: .preset(preset())
        case 13...14: .output(output())
        default: .mark(mark())
        }
    }

    private mutating func below(_ bound: UInt64) -> UInt64 { generator.next() % bound }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(below(UInt64(values.count)))] }

    /// A number of any size and sign, often an extreme.
    private mutating func integer() -> Int64 {
        switch below(8) {
        case 0: pick([.min, .max, 0, 1, -1, .min + 1, 1 << 55, 1 << 56, -1 << 55, 1 << 62])
        default: Int64(bitPattern: generator.next()) >> Int64(below(64))
        }
    }

    private mutating func wide() -> Int128 {
        switch below(4) {
        case 0: pick([.min, .max, 0, 1, -1, Int128(Int64.max) + 1, Int128(Int64.min) - 1, 1 << 64])
        case 1: Int128(integer()) << 64 | Int128(generator.next())
        default: Int128(integer())
        }
    }

    private mutating func time() -> Timestamp { Timestamp(nanoseconds: integer()) }
    private mutating func price() -> Price { Price(raw: integer()) }
    private mutating func quantity() -> Quantity { Quantity(raw: wide()) }
    private mutating func money() -> Money { Money(raw: wide()) }
    private mutating func side() -> Side { below(2) == 0 ? .buy : .sell }
    private mutating func order() -> OrderID { OrderID(raw: UInt64(bitPattern: integer())) }
    private mutating func place() -> Int {
        switch below(8) {
        case 0: pick([Int(Int32.min), Int(Int32.max), -1, 65_535, 65_536])
        case 1: Int(below(3_000))
        default: Int(below(3))
        }
    }
    private mutating func double() -> Double {
        below(4) == 0 ? pick([0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, 0.1]) : generator.unit() * 100
    }

    private mutating func arrival() -> Timestamp? {
        switch below(4) {
        case 0: return nil
        case 1: break
        default:
            let unit: UInt64 = below(2) == 0 ? 1 : 1_000
            receivedAt = Timestamp(nanoseconds: receivedAt.nanoseconds &+ Int64(below(100_000) * unit))
        }
        return receivedAt
    }

    /// The trade that a market would print next.
    private mutating func likelyTrade() -> Trade {
        if below(16) == 0 { trade.instrument = InstrumentID(Int(below(5))) }
        let before = trade.time
        trade.time = Timestamp(nanoseconds: trade.time.nanoseconds &+ Int64(below(50)) * 1_000_000)
        if below(32) == 0 { trade.time = Timestamp(nanoseconds: trade.time.nanoseconds &- Int64(below(1 << 20))) }
        if below(2) == 0 { trade.price = Price(raw: trade.price.raw &+ (Int64(below(9)) - 4) * 1_000_000) }
        trade.quantity = Quantity(raw: Int128(below(1_000_000)) * (below(8) == 0 ? 1 : 1_000))
        let passed = UInt64(bitPattern: trade.time.nanoseconds &- before.nanoseconds)
        trade.id &+= pick([1, 1, 1, generator.next(), passed / 1_000 &+ below(3), passed / 100 &+ below(3)])
        trade.aggressor = side()
        return trade
    }

    private mutating func wildTrade() -> Trade {
        Trade(
            instrument: InstrumentID(place()), time: time(), price: price(), quantity: quantity(), aggressor: side(),
            id: UInt64(bitPattern: integer()))
    }

    private mutating func book() -> BookUpdate {
        let flags = BookUpdate.Flags(rawValue: UInt8(below(8) == 0 ? below(256) : below(4)))
        if below(4) == 0 {
            return BookUpdate(
                instrument: InstrumentID(place()), time: time(), side: side(), price: price(), quantity: quantity(),
                flags: flags)
        }
        return BookUpdate(
            instrument: trade.instrument, time: trade.time, side: side(),
            price: trade.price + Price(raw: Int64(below(100)) * 1_000_000),
            quantity: Quantity(raw: Int128(below(5)) * 1_000), flags: flags)
    }

    private mutating func quote() -> Quote {
        if below(4) == 0 {
            return Quote(
                instrument: InstrumentID(place()), time: time(), bid: price(), bidQuantity: quantity(), ask: price(),
                askQuantity: quantity())
        }
        return Quote(
            instrument: trade.instrument, time: trade.time, bid: trade.price,
            bidQuantity: Quantity(raw: Int128(below(3)) * 1_000), ask: trade.price + Price(raw: 1_000_000),
            askQuantity: Quantity(raw: Int128(below(3)) * 100))
    }

    private mutating func candle() -> Candle {
        Candle(
            instrument: InstrumentID(place()), timeframe: pick(Timeframe.all), openTime: time(), open: price(),
            high: price(), low: price(), close: price(), volume: quantity(), turnover: money(),
            tradeCount: UInt32(truncatingIfNeeded: generator.next() >> below(33)))
    }

    private mutating func fill() -> Fill {
        Fill(
            id: FillID(raw: UInt64(bitPattern: integer())), order: order(), strategy: StrategyID(place()),
            instrument: InstrumentID(place()), time: time(), side: side(), price: price(), quantity: quantity(),
            notional: money(), fee: money(), baseFee: below(2) == 0 ? .zero : quantity(),
            liquidity: below(2) == 0 ? .maker : .taker,
            tradeKey: below(2) == 0 ? 0 : UInt64(bitPattern: integer()))
    }

    private mutating func remainder() -> Remainder {
        Remainder(
            strategy: StrategyID(place()), instrument: InstrumentID(place()),
            fill: FillID(raw: UInt64(bitPattern: integer())), time: time(), quantity: quantity(), cost: money())
    }

    private mutating func update() -> OrderUpdate {
        var update = OrderUpdate(
            order: order(), time: time(),
            status: pick([
                .accepted, .rejected, .canceled, .expired, .completed, .unknown, .cancelRejected, .amended,
                .amendRejected,
            ]),
            reason: pick(RejectReason.allCases))
        if update.status == .amended { (update.quantity, update.limitPrice) = (quantity(), price()) }
        return update
    }

    private mutating func event() -> Event {
        switch below(13) {
        case 0...1: .candle(candle())
        case 2...3: .orderUpdate(update())
        case 4: .fill(fill())
        case 5: .macro(MacroReading(series: pick(MacroReading.Series.allCases), time: time(), value: double()))
        case 6: .timer(time())
        case 7: .transfer(Transfer(asset: AssetID(place()), time: time(), amount: wide()))
        case 8: .command(.setTradingState(pick(TradingState.allCases)), time())
        case 9: .command(.cancelAll, time())
        case 10: .command(.flatten, time())
        case 11: .command(.kill, time())
        default: .command(.setOpen(InstrumentID(place()), below(2) == 0), time())
        }
    }

    private mutating func ticket() -> OrderTicket {
        let request = OrderRequest(
            instrument: InstrumentID(place()), side: side(), type: pick(OrderType.allCases),
            timeInForce: pick(TimeInForce.allCases), quantity: quantity(), total: money(), limitPrice: price(),
            triggerPrice: price(), trail: Rate(raw: integer()), reduceOnly: below(2) == 0)
        return OrderTicket(id: order(), strategy: StrategyID(place()), time: time(), request: request, sibling: order())
    }

    private mutating func output() -> SessionOutput {
        switch below(10) {
        case 0: .submitted(ticket())
        case 1: .cancelRequested(order(), time())
        case 2: .denied(ticket(), pick(DenialCode.allCases))
        case 3:
            .signal(
                Signal(
                    strategy: StrategyID(place()), instrument: InstrumentID(place()), barTime: time(),
                    stage: pick(Signal.Stage.allCases), score: double(), probability: double()))
        case 4: .tradingState(pick(TradingState.allCases), time())
        case 5: .contradiction(order(), time())
        case 6: .update(update())
        case 7: .remainder(remainder())
        case 8:
            .amendRequested(
                Amendment(
                    order: order(), strategy: StrategyID(place()), time: time(), quantity: quantity(),
                    limitPrice: price()))
        default: .fill(fill())
        }
    }

    private mutating func mark() -> SessionMark {
        switch below(6) {
        case 0: .started(run: UInt32(truncatingIfNeeded: integer()), time())
        case 1: .stopped(time())
        case 2: .stopping(resuming: pick([.active, .reduceOnly, .halted]), time())
        case 3: .checkpoint(EffectHash(value: generator.next()))
        case 4: .remark(text(), isUrgent: below(2) == 0, time())
        default: .gap(count: UInt64(bitPattern: integer()), time())
        }
    }

    private mutating func preset() -> PresetChange {
        PresetChange(
            strategy: StrategyID(place()), time: time(), preset: text(),
            parameters: (0..<below(5)).map { _ in PresetChange.Parameter(name: text(), text: text()) })
    }

    private mutating func text() -> String {
        pick(["", "fast", "1.25", "빠름", "\u{0}", String(repeating: "long ", count: Int(below(40)))])
    }
}
