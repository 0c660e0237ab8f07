import SigmaModel

/// What the cleaner needs to know of a candle or trade.
protocol CleanableRecord: Equatable {
    var cleaningTime: Timestamp { get }
    /// What two records must not share; nil where the source gives none.
    var identity: UInt64? { get }
    var lastPrice: Price { get }
    var isPossible: Bool { get }
}

extension Candle: CleanableRecord {
    var cleaningTime: Timestamp { openTime }
    var identity: UInt64? { UInt64(bitPattern: openTime.nanoseconds) }
    var lastPrice: Price { close }
}

extension Trade: CleanableRecord {
    var cleaningTime: Timestamp { time }
    var identity: UInt64? { id == 0 ? nil : id }
    var lastPrice: Price { price }
    var isPossible: Bool { price.raw > 0 && quantity.raw > 0 }
}
