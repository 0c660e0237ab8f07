/// What encoder and decoder remember of earlier records, so that each record only tells what changed.
///
/// It starts anew with every segment. `@unchecked Sendable`: it alone owns its memory and cannot be copied.
struct StreamState: ~Copyable, @unchecked Sendable {
    /// Instruments at and beyond this place are recorded without reference to earlier records.
    static let instrumentLimit = 65_536

    /// The time of the last record that is not of a market.
    var time: Int64 = 0
    /// The last time of arrival.
    var receivedAt: Int64 = 0
    /// What differences of arrival times are multiples of, in nanoseconds.
    var receivedUnit = MarketState.largestTimeUnit
    /// The instrument of the last market record; negative before the first.
    private(set) var instrument = -1

    private var states: UnsafeMutablePointer<MarketState>
    private var capacity: Int

    init() {
        capacity = 16
        states = .allocate(capacity: capacity)
        states.initialize(repeating: MarketState(), count: capacity)
    }

    deinit { states.deallocate() }

    /// The memory of the instrument in turn; one must have been selected, and selecting another ends its validity.
    var market: UnsafeMutablePointer<MarketState> { states + instrument }

    /// Makes an instrument the one in turn; its place must lie in 0..<``instrumentLimit``.
    mutating func select(_ place: Int) {
        precondition(place >= 0 && place < Self.instrumentLimit, "this instrument is recorded without a memory")
        if place >= capacity { grow(to: place + 1) }
        instrument = place
    }

    /// Goes back to the instrument that was in turn before ``select(_:)``.
    mutating func restore(_ place: Int) { instrument = place }

    private mutating func grow(to count: Int) {
        let larger = max(capacity * 2, count)
        let moved = UnsafeMutablePointer<MarketState>.allocate(capacity: larger)
        moved.update(from: states, count: capacity)
        (moved + capacity).initialize(repeating: MarketState(), count: larger - capacity)
        states.deallocate()
        states = moved
        capacity = larger
    }

    /// Forgets everything and keeps the memory.
    mutating func reset() {
        time = 0
        receivedAt = 0
        receivedUnit = MarketState.largestTimeUnit
        instrument = -1
        states.update(repeating: MarketState(), count: capacity)
    }
}

/// What is remembered of one instrument.
struct MarketState {
    /// 1, 10, 100, … 10¹⁸.
    static let units: [Int64] = (0...18).map { exponent in (0..<exponent).reduce(1) { unit, _ in unit * 10 } }

    /// The unit of times before the first one is known: a second.
    static let largestTimeUnit: Int64 = 1_000_000_000
    /// The unit of prices and quantities before the first one is known.
    static let largestUnit: Int64 = 1_000_000_000_000_000_000

    /// What differences of times are multiples of, in nanoseconds.
    var timeUnit = largestTimeUnit
    /// What differences of prices are multiples of, in steps of 10⁻⁸.
    var priceUnit = largestUnit
    /// What quantities are multiples of, in steps of 10⁻⁸.
    var quantityUnit = largestUnit
    var tradeTime: Int64 = 0
    var tradePrice: Int64 = 0
    var tradeID: UInt64 = 0
    /// Arrival less the venue's time of the last trade.
    var delay: Int64 = 0
    var bookTime: Int64 = 0
    var bookPrice: Int64 = 0
    var quoteTime: Int64 = 0
    var bid: Int64 = 0
    var ask: Int64 = 0
    var bidQuantity: Int64 = 0
    var askQuantity: Int64 = 0

    /// The value in units; where it is no multiple, the unit first shrinks by tens until it is.
    @inline(__always)
    static func divide(_ value: Int64, _ unit: inout Int64) -> Int64 {
        if unit == 1 || value == 0 { return value }
        let quotient = value / unit
        return quotient &* unit == value ? quotient : divideSlowly(value, &unit)
    }

    @inline(never)
    private static func divideSlowly(_ value: Int64, _ unit: inout Int64) -> Int64 {
        while value % unit != 0 { unit /= 10 }
        return value / unit
    }

    /// The power of ten of an exponent; nil above 18.
    static func unit(ofExponent exponent: UInt8) -> Int64? { exponent < units.count ? units[Int(exponent)] : nil }

    /// The exponent of a unit.
    static func exponent(of unit: Int64) -> UInt8 { UInt8(units.firstIndex(of: unit) ?? 0) }
}
