internal import BasicContainers
internal import SigmaModel

/// The newest closed candles that a strategy was given, kept so that its successor can be warmed with them.
struct CandleMemory: ~Copyable {
    /// The fewest that are kept, whatever a strategy needs.
    static let least = 512

    private var candles: RigidArray<Candle>
    /// Where the oldest candle is once the memory is full.
    private var oldest = 0

    /// A memory of as many candles as a strategy needs, and ``least`` at least; nil makes one that is never used.
    init(need: Int?) {
        candles = RigidArray(capacity: need.map { max($0, CandleMemory.least) } ?? 0)
    }

    /// The number of candles kept.
    var count: Int { candles.count }

    /// The n-th candle kept, oldest first.
    subscript(_ rank: Int) -> Candle {
        let index = oldest + rank
        return candles[index < candles.count ? index : index - candles.count]
    }

    /// Keeps a candle in the place of the oldest.
    @inline(__always)
    mutating func remember(_ candle: Candle) {
        if candles.isFull {
            candles[oldest] = candle
            oldest = oldest + 1 == candles.capacity ? 0 : oldest + 1
        } else {
            candles.append(candle)
        }
    }

    /// Changes to the size that another strategy needs; the newest candles stay.
    mutating func resize(need: Int) {
        guard max(need, CandleMemory.least) != candles.capacity else { return }
        var resized = CandleMemory(need: need)
        for rank in 0..<count { resized.remember(self[rank]) }
        self = resized
    }
}

extension CandleMemory: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(candles.capacity, "the number of candles kept for a strategy")
        let count = try archive.count(candles.count, upTo: candles.capacity, "number of candles kept")
        guard archive.isReading else {
            for rank in 0..<count {
                var candle = self[rank]
                try archive.field(&candle)
            }
            return
        }
        candles.removeAll()
        oldest = 0
        for _ in 0..<count {
            var candle = Candle.blank
            try archive.field(&candle)
            candles.append(candle)
        }
    }
}
