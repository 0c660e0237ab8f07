/// Price steps by price band, as a venue publishes them.
public struct TickTable: Hashable, Sendable {
    /// One band: the step for prices from `from` up to the next band.
    public struct Band: Hashable, Sendable {
        /// The lowest price of the band.
        public var from: Price
        /// The step inside the band.
        public var tick: Price
        public init(from: Price, tick: Price) {
            self.from = from
            self.tick = tick
        }
    }

    /// The bands, lowest first; the first starts at zero.
    public let bands: [Band]

    /// A table of bands in rising order.
    public init(_ bands: [Band]) {
        precondition(bands.first?.from == .zero, "the first band starts at zero")
        precondition(zip(bands, bands.dropFirst()).allSatisfy { $0.from < $1.from }, "bands rise")
        precondition(bands.allSatisfy { $0.tick.raw > 0 }, "ticks are positive")
        self.bands = bands
    }

    /// The same step at every price.
    public init(tick: Price) { self.init([Band(from: .zero, tick: tick)]) }

    /// The step at a price.
    ///
    /// - Complexity: O(bands), from the highest, where prices of note trade.
    @inlinable
    public func tick(at price: Price) -> Price {
        var index = bands.count - 1
        while index > 0 && price < bands[index].from { index -= 1 }
        return bands[index].tick
    }

    /// Whether the price is a multiple of its step.
    @inlinable
    public func holds(_ price: Price) -> Bool { price.raw % tick(at: price).raw == 0 }

    /// The nearest valid price in the direction of the rounding.
    public func round(_ price: Price, _ rounding: Rounding) -> Price { price.rounded(to: tick(at: price), rounding) }
}
