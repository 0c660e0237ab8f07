public import SigmaEngine
internal import SigmaIndicators
public import SigmaModel

extension EmaCross: SweepableStrategy {
    /// Computes each distinct average once for all sets, block by block so that it stays in the cache.
    public static func wishes(_ sets: [ParameterValues], over candles: [Candle]) throws(ParameterError) -> WishMatrix {
        var bank = AverageBank()
        var pairs: [Pair] = []
        for set in sets {
            let fast = set.integer("fast")
            let slow = set.integer("slow")
            try validate(fast: fast, slow: slow)
            let seeding = seeding(set)
            pairs.append(Pair(fast: bank.row(fast, seeding), slow: bank.row(slow, seeding), warmUp: slow))
        }
        let closes = candles.map(\.close.double)
        var matrix = WishMatrix(setCount: sets.count, candleCount: candles.count)
        var start = 0
        while start < closes.count {
            let end = min(start + AverageBank.blockLength, closes.count)
            bank.advance(closes[start..<end])
            for (index, pair) in pairs.enumerated() {
                matrix.fill(set: index, words: start / 64..<(end + 63) / 64) { word in
                    bank.compare(pair.fast, above: pair.slow, word: word - start / 64, count: end - start)
                        & pair.mask(word: word)
                }
            }
            start = end
        }
        return matrix
    }

    /// The averages of one set, by their rows in the bank.
    private struct Pair {
        let fast: Int
        let slow: Int
        let warmUp: Int

        /// Clears the bits of candles before the first decision.
        func mask(word: Int) -> UInt64 {
            let silent = warmUp - 1 - word * 64
            return silent <= 0 ? .max : silent >= 64 ? 0 : .max << UInt64(silent)
        }
    }
}

/// The exponential averages that some sets need, each computed once.
private struct AverageBank {
    /// Candles per block: 65 averages of it take half a megabyte, which a core keeps close.
    static let blockLength = 1_024

    private var keys: [(period: Int, seeding: ExponentialMovingAverage.Seeding)] = []
    private var averages: [ExponentialMovingAverage] = []
    private var values: [Double] = []

    /// The row of an average, added when it is new.
    mutating func row(_ period: Int, _ seeding: ExponentialMovingAverage.Seeding) -> Int {
        if let known = keys.firstIndex(where: { $0.period == period && $0.seeding == seeding }) { return known }
        keys.append((period, seeding))
        averages.append(ExponentialMovingAverage(period: period, seeding: seeding))
        values.append(contentsOf: repeatElement(0, count: AverageBank.blockLength))
        return keys.count - 1
    }

    /// Moves every average over a block of closes.
    mutating func advance(_ closes: ArraySlice<Double>) {
        let closes = closes.span
        for row in averages.indices {
            var average = averages[row]
            let base = row * AverageBank.blockLength
            var values = values.mutableSpan
            for index in closes.indices { values[base + index] = average.update(closes[index]) }
            averages[row] = average
        }
    }

    /// One bit per candle of a word: whether the one average is above the other.
    ///
    /// The sign bit of the difference tells, since the difference of unequal doubles is never zero; candles before both
    /// exist are masked by the caller.
    func compare(_ row: Int, above other: Int, word: Int, count: Int) -> UInt64 {
        let first = word * 64
        let length = min(64, count - first)
        let values = values.span
        let high = row * AverageBank.blockLength + first
        let low = other * AverageBank.blockLength + first
        let above = values.extracting(high..<high + length)
        let below = values.extracting(low..<low + length)
        var bits: UInt64 = 0
        for index in 0..<length {
            let sign = (below[index] - above[index]).bitPattern >> 63
            bits |= sign << UInt64(index)
        }
        return bits
    }
}
