public import SigmaModel

/// When an order without a book to walk is filled.
public enum FillRule: String, Hashable, Codable, Sendable, CaseIterable {
    /// At the open of the next candle; with trades, at the next trade.
    case nextOpen = "next-open"
    /// At the close of the candle that decided: what many backtesters do and no trader can; for comparison only.
    case sameClose = "same-close"

    /// What the report says.
    public var text: String {
        switch self {
        case .nextOpen: "next open: orders decided at a close fill at the next candle's open"
        case .sameClose: "same close: orders fill at the very close that decided them (optimistic, for comparison only)"
        }
    }
}

/// What a simulated market order pays beyond the price where there is no book.
public struct Slippage: Hashable, Codable, Sendable {
    /// Half of the assumed bid-ask spread, as a share of the price.
    public var halfSpread: Rate
    /// The share of the price paid for an order as large as the candle's or trade's volume; proportionally less below.
    public var impact: Rate

    public init(halfSpread: Rate = .zero, impact: Rate = .zero) {
        self.halfSpread = halfSpread
        self.impact = impact
    }

    /// Takers get the very price.
    public static let none = Slippage()

    /// The worse price that a taker gets.
    func price(_ price: Price, side: Side, quantity: Quantity, volume: Quantity) -> Price {
        guard self != .none else { return price }
        var share = halfSpread.raw
        if impact.raw != 0 && volume.raw > 0 {
            let part = FixedPoint.divide(quantity.raw * Int128(impact.raw), by: volume.raw, .up)
            share += Int64(min(part, Int128(impact.raw)))
        }
        return side == .buy ? price.adding(Rate(raw: share), .up) : price.adding(Rate(raw: -share), .down)
    }
}

/// The models and assumptions of a simulated venue.
public struct SimulationSettings: Hashable, Codable, Sendable {
    /// When an order fills where there is no book to walk.
    public var fillRule = FillRule.nextOpen
    /// What takers pay beyond the price where there is no book to walk.
    public var slippage = Slippage.none
    /// How the queue ahead of a resting order is estimated where there is a book.
    public var queue = QueueModel.firstInFirstOut
    /// Whether a resting order is filled only as far as trades reached it; otherwise the first touch fills it wholly.
    public var partialFills = true
    /// Whether a candle that only touches a limit price fills it; otherwise it must trade through.
    public var touchFills = false
    /// The largest share of a candle's or trade's volume that one order gets; nil for no bound.
    public var participation: Rate?
    /// Delay of orders, cancels and changes of orders on their way to the venue.
    public var entryLatency = Latency.none
    /// Delay of the venue's answers and fills on their way back.
    public var responseLatency = Latency.none
    /// Delay of market data; sources that record receive times override it.
    public var feedLatency = Latency.none
    /// Seeds the latency distributions.
    public var seed: UInt64 = 1

    public init() {}

    /// Whether any message is delayed.
    var hasLatency: Bool { !(entryLatency.isNone && responseLatency.isNone && feedLatency.isNone) }
}
