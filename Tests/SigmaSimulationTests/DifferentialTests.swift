import SigmaEngine
import SigmaModel
import SigmaSimulation
import TestKit
import Testing

/// The simulated venue against a second, naive implementation of its rules, message by message.
@Suite("Two venues")
struct DifferentialTests {
    /// Both venues under the same random requests and market.
    private struct Pair: ~Copyable {
        var generator: SplitMix64
        var venue: SimulatedVenue
        var naive: NaiveVenue
        var time = Timestamp(seconds: 1_699_999_200)
        var level: Int64 = 10_000
        private var count: UInt64 = 0
        private let data: RandomData

        init(_ data: RandomData, seed: UInt64) {
            self.data = data
            generator = SplitMix64(seed: seed)
            var settings = SimulationSettings()
            var plain = NaiveVenue.Settings()
            settings.touchFills = generator.once(in: 2)
            settings.partialFills = !generator.once(in: 4)
            settings.queue = generator.pick([.firstInFirstOut, .pessimistic])
            if data != .book, generator.once(in: 3) {
                let part = generator.number(5_000_000...70_000_000)
                settings.participation = Rate(raw: part)
                plain.participation = Int128(part)
            }
            if data != .book, generator.once(in: 3) {
                settings.slippage = Slippage(halfSpread: Rate(raw: 12_345), impact: Rate(raw: 654_321))
                plain.halfSpread = 12_345
                plain.impact = 654_321
            }
            plain.touchFills = settings.touchFills
            plain.partialFills = settings.partialFills
            plain.sharesTrades = settings.queue == .firstInFirstOut
            var naiveRules = NaiveVenue.Rules()
            naiveRules.paysInReceived = generator.once(in: 2)
            let maker = generator.pick([50_000, 0, -10_000])
            naiveRules.makerFee = Int128(maker)
            let feeAsset: FeeAsset = naiveRules.paysInReceived ? .received : .quote
            let rules = VenueRules.plain {
                $0.makerFee = Rate(raw: Int64(maker))
                $0.feeAsset = feeAsset
                $0.nativeTypes = .all
            }
            let cash = money(generator.pick(["500", "2000", "100000"])).raw
            let coins = quantity(generator.pick(["0", "10", "1000"])).raw
            venue = SimulatedVenue(table: .one(.spot, DatedRules(rules)), settings: settings)
            venue.transfer(Transfer(asset: AssetID(1), time: time, amount: cash))
            venue.transfer(Transfer(asset: AssetID(0), time: time, amount: coins))
            naive = NaiveVenue(rules: naiveRules, settings: plain, cash: cash, coins: coins)
        }

        /// One event and some requests; what the two said differently, or nil.
        mutating func step() -> String? {
            feed()
            if let difference = compare() { return difference }
            for _ in 0..<generator.number(0...2) {
                if count > 0, generator.once(in: 5) {
                    let id = generator.next() % count + 1
                    venue.cancel(OrderID(raw: id), at: time)
                    naive.cancel(id)
                } else {
                    submit()
                }
                if let difference = compare() { return difference }
            }
            return nil
        }

        private mutating func compare() -> String? {
            var said: [String] = []
            for index in 0..<venue.outboxCount {
                switch venue.message(index) {
                case .update(let update): said.append("\(update.order.raw) \(update.status) \(update.reason)")
                case .fill(let fill):
                    said.append(
                        "\(fill.order.raw) fill \(fill.quantity.raw) at \(fill.price.raw) for \(fill.notional.raw) and "
                            + "\(fill.fee.raw) and \(fill.baseFee.raw) of it \(fill.liquidity)")
                }
            }
            venue.clearOutbox()
            venue.checkInvariants()
            defer { naive.said = [] }
            let balances = (venue.balance(of: AssetID(1)), venue.balance(of: AssetID(0)))
            if balances != (naive.cash, naive.coins) {
                return "balances \(balances), naively \((naive.cash, naive.coins))"
            }
            return said == naive.said ? nil : "said \(said), naively \(naive.said)"
        }

        private mutating func submit() {
            count += 1
            let side: Side = generator.once(in: 2) ? .buy : .sell
            var request = OrderRequest(
                instrument: .only, side: side,
                type: generator.pick([.market, .limit, .limit, .limit, .stop, .stopLimit]),
                quantity: Quantity(raw: Int128(generator.number(1...6_000)) * 100_000))
            if side == .buy, request.type == .market, generator.once(in: 2) {
                request = .marketBuy(spending: Money(raw: Int128(generator.number(1...900)) * 99_999_999), on: .only)
            }
            func near() -> Price { Price(raw: (level + generator.number(-60...60)) * 1_000_000) }
            if request.type != .market && request.type != .stop { request.limitPrice = near() }
            if request.type.isConditional { request.triggerPrice = near() }
            if request.type == .limit { request.timeInForce = generator.pick(TimeInForce.allCases) }
            if request.type == .market, generator.once(in: 4) { request.timeInForce = .immediateOrCancel }
            if generator.once(in: 40) { request.quantity.raw += 7 }
            if generator.once(in: 40), request.limitPrice.raw > 0 { request.limitPrice.raw += 7 }
            let ticket = OrderTicket(id: OrderID(raw: count), strategy: StrategyID(0), time: time, request: request)
            venue.submit(ticket, at: time)
            naive.submit(
                NaiveVenue.Order(
                    id: count, isBuy: side == .buy, type: request.type, force: request.timeInForce,
                    quantity: request.quantity.raw, total: request.total.raw, limit: Int128(request.limitPrice.raw),
                    trigger: Int128(request.triggerPrice.raw)))
        }

        private mutating func feed() {
            time = time + TimeSpan(seconds: 60)
            level += generator.number(-25...25)
            switch data {
            case .candles: candle()
            case .trades: trade(at: level)
            case .book: if generator.once(in: 3) { trade(at: level + generator.number(-8...8)) } else { book() }
            }
        }

        private mutating func candle() {
            let open = level
            level += generator.number(-25...25)
            let (high, low) = (max(open, level) + generator.number(0...20), min(open, level) - generator.number(0...20))
            let volume = Quantity(raw: Int128(generator.number(0...9_000)) * 100_000)
            func price(_ ticks: Int64) -> Price { Price(raw: ticks * 1_000_000) }
            let candle = Candle(
                instrument: .only, timeframe: .oneMinute, openTime: time, open: price(open), high: price(high),
                low: price(low),
                close: price(level), volume: volume)
            venue.openCandle(candle)
            while venue.matchCandle(candle) {}
            venue.closeCandle(candle)
            naive.candle(
                open: Int128(candle.open.raw), high: Int128(candle.high.raw), low: Int128(candle.low.raw),
                close: Int128(candle.close.raw), volume: volume.raw)
        }

        private mutating func trade(at ticks: Int64) {
            let amount = Quantity(raw: Int128(generator.number(1...6_000)) * 100_000)
            let aggressor: Side = generator.once(in: 2) ? .buy : .sell
            venue.onTrade(
                Trade(
                    instrument: .only, time: time, price: Price(raw: ticks * 1_000_000), quantity: amount,
                    aggressor: aggressor))
            naive.trade(price: Int128(ticks) * 1_000_000, quantity: amount.raw, isBuy: aggressor == .buy)
        }

        private mutating func book() {
            for _ in 0..<generator.number(1...4) {
                let side: Side = generator.once(in: 2) ? .buy : .sell
                let ticks = side == .buy ? level - generator.number(1...12) : level + generator.number(1...12)
                change(side, ticks, generator.once(in: 3) ? 0 : Int128(generator.number(1...4_000)) * 100_000)
            }
            for ticks in naive.bids.keys.sorted() where ticks >= Int128(level) * 1_000_000 {
                change(.buy, Int64(ticks) / 1_000_000, 0)
            }
            for ticks in naive.asks.keys.sorted() where ticks <= Int128(level) * 1_000_000 {
                change(.sell, Int64(ticks) / 1_000_000, 0)
            }
        }

        private mutating func change(_ side: Side, _ ticks: Int64, _ amount: Int128) {
            venue.onBook(
                BookUpdate(
                    instrument: .only, time: time, side: side, price: Price(raw: ticks * 1_000_000),
                    quantity: Quantity(raw: amount)))
            naive.level(isBid: side == .buy, price: Int128(ticks) * 1_000_000, quantity: amount)
        }
    }

    @Test("say the same", arguments: RandomData.allCases, 0..<1_500 as Range<UInt64>)
    func same(data: RandomData, seed: UInt64) {
        var pair = Pair(data, seed: seed)
        for event in 0..<60 {
            guard let difference = pair.step() else { continue }
            Issue.record("event \(event): \(difference)")
            return
        }
    }
}
