public import SigmaModel

/// What trading cost, each kind on its own line.
public struct Costs: Hashable, Sendable {
    /// Profit of all trades before fees.
    public let grossProfit: Money
    /// Fees of all fills; negative for net rebates.
    public let fees: Money
    /// What fills cost against the price when the order was sent; nil if that was not measured.
    ///
    /// Fill prices contain it already, so it is part of ``grossProfit`` and is never subtracted again.
    public let slippage: Money?
    /// Profit of all trades after fees.
    public let netProfit: Money

    /// The costs of trades. O(n).
    public init(_ trips: [RoundTrip], slippage: Money?) {
        grossProfit = trips.reduce(.zero) { $0 + $1.grossProfit }
        fees = trips.reduce(.zero) { $0 + $1.fees }
        netProfit = grossProfit - fees
        self.slippage = slippage
    }

    /// Fees and known slippage.
    public var total: Money { fees + (slippage ?? .zero) }
    /// What the same trades would have made without any known cost.
    public var profitBeforeCosts: Money { grossProfit + (slippage ?? .zero) }
}
