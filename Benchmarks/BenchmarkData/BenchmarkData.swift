package import SigmaModel

/// Market data that any IEEE 754 machine regenerates bit for bit, for comparing engines on the same input.
///
/// Every number is a SplitMix64 output of a seed and an index; normal numbers are the centred sum of the four 16-bit
/// lanes of one output (Irwin–Hall); prices are a running product, rounded half up to the cent.
package enum BenchmarkData {
    static let start: Int64 = 1_672_531_200_000_000_000
    private static let barSeed: UInt64 = 20_230_101
    private static let tickSeed: UInt64 = 20_230_202
    private static let cent: Int64 = 1_000_000

    /// One-minute candles from 2023-01-01 at 30,000, without turnover.
    package static func candles(_ count: Int) -> [Candle] {
        var moves = BenchmarkStream(barSeed, 0)
        var gaps = BenchmarkStream(barSeed, 1)
        var highs = BenchmarkStream(barSeed, 2)
        var lows = BenchmarkStream(barSeed, 3)
        var volumes = BenchmarkStream(barSeed, 4)
        var product = 1.0
        var previous = 30_000.0
        var result: [Candle] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            product *= 1 + 0.0006 * moves.normal()
            let path = product * 30_000
            let close = cents(path)
            let open = cents(previous * (1 + 0.0001 * gaps.normal()))
            let high = max(open, close) + cents(path * 0.0003 * highs.unit())
            let low = min(open, close) - cents(path * 0.0003 * lows.unit())
            let volume = 10_000 + volumes.next(below: 490_000)
            previous = path
            result.append(
                Candle(
                    instrument: InstrumentID(0), timeframe: .oneMinute,
                    openTime: Timestamp(nanoseconds: start + Int64(index) * 60_000_000_000),
                    open: Price(raw: open * cent), high: Price(raw: high * cent), low: Price(raw: low * cent),
                    close: Price(raw: close * cent), volume: Quantity(raw: Int128(volume) * 100_000)))
        }
        return result
    }

    /// Trades about every 100 ms from 2023-01-01 at 30,000, numbered from one.
    package static func trades(_ count: Int) -> [Trade] {
        var moves = BenchmarkStream(tickSeed, 0)
        var gaps = BenchmarkStream(tickSeed, 1)
        var sizes = BenchmarkStream(tickSeed, 2)
        var sides = BenchmarkStream(tickSeed, 3)
        var product = 1.0
        var time = start
        var result: [Trade] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            product *= 1 + 0.00002 * moves.normal()
            time += (1 + gaps.next(below: 199)) * 1_000_000
            let draw = sizes.unit()
            let quantity = 1_000 + Int64(50_000.0 * draw * draw * draw * draw)
            result.append(
                Trade(
                    instrument: InstrumentID(0), time: Timestamp(nanoseconds: time),
                    price: Price(raw: cents(product * 30_000) * cent),
                    quantity: Quantity(raw: Int128(quantity) * 1_000),
                    aggressor: sides.next(below: 2) == 1 ? .sell : .buy, id: UInt64(index) + 1))
        }
        return result
    }

    private static func cents(_ value: Double) -> Int64 { Int64((value * 100 + 0.5).rounded(.down)) }
}

/// One of the independent number streams of a seed; streams lie 2⁴⁰ outputs apart.
struct BenchmarkStream {
    private var generator: SplitMix64

    init(_ seed: UInt64, _ stream: UInt64) {
        generator = SplitMix64(seed: seed &+ (stream << 40) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// A whole number from zero up to a limit, by the remainder.
    mutating func next(below limit: UInt64) -> Int64 { Int64(generator.next() % limit) }

    /// A number in 0..<1.
    mutating func unit() -> Double { generator.unit() }

    /// A nearly normal number.
    mutating func normal() -> Double {
        let word = generator.next()
        let sum = (word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + word >> 48
        return (Double(sum) - 131_070) / 37_837.22772
    }
}
