public import SigmaModel

/// A strategy that wants to be long or flat by what closed candles say, and by nothing else.
///
/// Because its wishes do not depend on its orders, they can be computed for many parameter sets at once
/// (``SweepableStrategy``) without changing a single trade.
public protocol WishStrategy: Strategy {
    /// Whether it wants to be long after a candle; nil before it can tell.
    mutating func wish(after candle: Candle) -> Bool?
}

extension WishStrategy {
    @inlinable
    public mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        if let wish = wish(after: candle) { context.pursue(long: wish) }
    }
}

/// A ``WishStrategy`` that can tell the wishes of many parameter sets over the same candles at once.
public protocol SweepableStrategy: WishStrategy {
    /// The wishes of every set after every candle, bit for bit those that ``WishStrategy/wish(after:)`` gives one by
    /// one.
    static func wishes(_ sets: [ParameterValues], over candles: [Candle]) throws(ParameterError) -> WishMatrix
}

extension StrategyContext {
    /// Sends the market order that brings the strategy's position to long or flat, unless one is under way.
    @inline(__always)
    public mutating func pursue(long wantsLong: Bool) {
        if wantsLong == portfolio.isFlat(current) { turn(long: wantsLong) }
    }

    private mutating func turn(long wantsLong: Bool) {
        guard !hasWorkingOrder else { return }
        _ = wantsLong ? enterLong() : closePosition()
    }
}

/// One bit per parameter set and candle: whether the set wants to be long after the candle.
public struct WishMatrix: Sendable {
    /// The number of candles.
    public let candleCount: Int
    /// Words of 64 candles per set.
    public let wordsPerSet: Int
    private var words: [UInt64]

    /// A matrix of sets that want nothing.
    public init(setCount: Int, candleCount: Int) {
        self.candleCount = candleCount
        wordsPerSet = (candleCount + 63) / 64
        words = [UInt64](repeating: 0, count: setCount * wordsPerSet)
    }

    /// The wishes of 64 candles, the first in the lowest bit.
    @inlinable
    public func word(set: Int, _ index: Int) -> UInt64 { read(set * wordsPerSet + index) }

    @usableFromInline
    func read(_ index: Int) -> UInt64 { words[index] }

    /// Whether a set wants to be long after a candle.
    public func wish(set: Int, after candle: Int) -> Bool {
        word(set: set, candle / 64) >> UInt64(candle % 64) & 1 == 1
    }

    /// Writes the wishes of a set for some words, each computed by `word` from its index.
    public mutating func fill(set: Int, words range: Range<Int>, _ word: (Int) -> UInt64) {
        let first = set * wordsPerSet
        var cells = words.mutableSpan
        for index in range { cells[first + index] = word(index) }
    }

    /// The first candle of a range at which the wish of a set differs from `state` or `anchors` has a bit.
    ///
    /// - Complexity: O(candles passed / 64).
    public func firstChange(set: Int, from state: Bool, in range: Range<Int>, anchors: [UInt64]) -> Int? {
        guard !range.isEmpty else { return nil }
        let inverse: UInt64 = state ? .max : 0
        var index = range.lowerBound / 64
        var bits = ((word(set: set, index) ^ inverse) | anchors[index]) & (.max << UInt64(range.lowerBound % 64))
        let last = (range.upperBound - 1) / 64
        while bits == 0 && index < last {
            index += 1
            bits = (word(set: set, index) ^ inverse) | anchors[index]
        }
        guard bits != 0 else { return nil }
        let found = index * 64 + bits.trailingZeroBitCount
        return found < range.upperBound ? found : nil
    }
}
