import SigmaHistory
import SigmaModel
import Testing

@Suite("Generated markets")
struct MarketGeneratorTests {
    static let presets: [GeneratorParameters] = [.bitcoinInWon, .bitcoinInDollars]

    /// A market that crosses a tick band all the time.
    static var acrossBands: GeneratorParameters {
        var parameters = GeneratorParameters.bitcoinInWon
        parameters.price = Price(raw: 1_000_000 * FixedPoint.one)
        parameters.volatility = 0.003
        return parameters
    }

    @Test(
        "candles are possible, gapless, on the tick, with turnover inside their range",
        arguments: 0..<20 as Range<UInt64>)
    func candles(seed: UInt64) {
        for parameters in MarketGeneratorTests.presets + [MarketGeneratorTests.acrossBands] {
            var generator = MarketGenerator(parameters, seed: seed)
            var last: Candle?
            for candle in generator.candles(2_000) {
                #expect(candle.isPossible)
                #expect(parameters.ticks.holds(candle.high) && parameters.ticks.holds(candle.low))
                #expect(parameters.ticks.holds(candle.open) && parameters.ticks.holds(candle.close))
                #expect(candle.volume.raw % parameters.quantityStep.raw == 0 && candle.volume > .zero)
                #expect(candle.turnover >= Money(price: candle.low, quantity: candle.volume, rounding: .down))
                #expect(candle.turnover <= Money(price: candle.high, quantity: candle.volume, rounding: .up))
                if let last { #expect(candle.openTime == last.closeTime && candle.open == last.close) }
                last = candle
            }
        }
    }

    @Test("trades and book agree", arguments: 0..<20 as Range<UInt64>)
    func stream(seed: UInt64) {
        for parameters in MarketGeneratorTests.presets + [MarketGeneratorTests.acrossBands] {
            var stream = MarketStream(parameters, seed: seed)
            var book = TestBook()
            var last = Timestamp.epoch
            var received = Timestamp.epoch
            var trades = 0
            for _ in 0..<5_000 {
                let item = stream.next()
                #expect(item.event.time >= last && item.receivedAt >= received && item.receivedAt > item.event.time)
                last = item.event.time
                received = item.receivedAt
                trades += book.take(item.event, ticks: parameters.ticks)
            }
            #expect(trades > 500)
        }
    }

    @Test("the same seed gives the same market, another seed another")
    func determinism() {
        var first = MarketGenerator(.bitcoinInWon, seed: 7)
        var second = MarketGenerator(.bitcoinInWon, seed: 7)
        var other = MarketGenerator(.bitcoinInWon, seed: 8)
        let candles = first.candles(500)
        #expect(candles == second.candles(500))
        #expect(candles != other.candles(500))
    }

    @Test("every machine gives the recorded fingerprint")
    func fingerprint() {
        var hash = EffectHash()
        var generator = MarketGenerator(.bitcoinInDollars, seed: 1)
        for candle in generator.candles(10_000) {
            hash.combine(candle.close.raw)
            hash.combine(candle.turnover.raw)
        }
        var stream = MarketStream(.bitcoinInWon, seed: 1)
        for _ in 0..<10_000 {
            let item = stream.next()
            hash.combine(item.receivedAt.nanoseconds)
            if case .trade(let trade) = item.event { hash.combine(trade.quantity.raw) }
        }
        #expect("\(hash)" == "dda1ca092f704918")
    }

    @Test("returns have heavy tails and clustered size", arguments: 0..<5 as Range<UInt64>)
    func stylisedFacts(seed: UInt64) {
        var generator = MarketGenerator(.bitcoinInDollars, seed: seed)
        let closes = generator.candles(50_000).map(\.close.double)
        let returns = zip(closes, closes.dropFirst()).map { $1 / $0 - 1 }
        let squares = returns.map { $0 * $0 }
        let mean = squares.reduce(0, +) / Double(squares.count)
        let kurtosis = squares.reduce(0) { $0 + $1 * $1 } / Double(squares.count) / (mean * mean)
        #expect(kurtosis > 4)
        let deviation = squares.map { $0 - mean }
        let covariance = zip(deviation, deviation.dropFirst(10)).reduce(0) { $0 + $1.0 * $1.1 }
        let total = deviation.reduce(0) { $0 + $1 * $1 }
        #expect(covariance / total > 0.02)
        #expect(mean.squareRoot() > 0.0003 && mean.squareRoot() < 0.003)
    }

    @Test("candles built of the stream's trades add up to them")
    func candlesOfTrades() throws {
        var memory = MemoryHistory()
        var stream = MarketStream(.bitcoinInWon, seed: 3)
        _ = try stream.write(until: GeneratorParameters.bitcoinInWon.start + TimeSpan(seconds: 1_800), into: &memory)
        var builder = CandleBuilder(instrument: InstrumentID(0), timeframe: .oneMinute, gaps: .skipped)
        var candles: [Candle] = []
        for trade in memory.trades {
            while let closed = builder.close(upTo: trade.time) { candles.append(closed) }
            builder.add(trade)
        }
        if let last = builder.close(upTo: builder.end) { candles.append(last) }
        let impossible = candles.count { !$0.isPossible }
        #expect(impossible == 0)
        #expect(candles.count == 30)
        let volume = candles.reduce(Quantity.zero) { $0 + $1.volume }
        let traded = memory.trades.reduce(Quantity.zero) { $0 + $1.quantity }
        #expect(volume == traded)
        let count = candles.reduce(0) { $0 + Int($1.tradeCount) }
        #expect(count == memory.trades.count)
        let (high, top) = (candles.map(\.high).max(), memory.trades.map(\.price).max())
        #expect(high == top)
    }
}

/// A book kept from the stream alone, which checks each event against it.
private struct TestBook {
    var levels: [Side: [Price: Quantity]] = [.buy: [:], .sell: [:]]
    var expected: (side: Side, price: Price, quantity: Quantity)?

    /// Takes an event and returns one if it is a trade.
    mutating func take(_ event: MarketEvent, ticks: TickTable) -> Int {
        switch event {
        case .book(let update):
            #expect(ticks.holds(update.price) && update.quantity >= .zero)
            if let expected {
                #expect(update.side == expected.side && update.price == expected.price)
                #expect(update.quantity == expected.quantity)
            }
            expected = nil
            levels[update.side]?[update.price] = update.quantity == .zero ? nil : update.quantity
            if update.flags.contains(.last), let bid = levels[.buy]?.keys.max(), let ask = levels[.sell]?.keys.min() {
                #expect(bid < ask)
                #expect(levels[.buy]?.count == 15 && levels[.sell]?.count == 15)
            }
            return 0
        case .trade(let trade):
            let side = trade.aggressor.opposite
            let touch = side == .buy ? levels[.buy]?.keys.max() : levels[.sell]?.keys.min()
            #expect(trade.price == touch)
            let resting = levels[side]?[trade.price] ?? .zero
            #expect(trade.quantity > .zero && trade.quantity <= resting)
            expected = (side, trade.price, resting - trade.quantity)
            return 1
        }
    }
}
