package import SigmaModel

/// One execution as the venue has it.
package struct EmulatedFill: Hashable, Codable, Sendable {
    /// The venue's number of it, unique at the venue and rising.
    package let number: UInt64
    /// The number of the order.
    package let order: UInt64
    /// The venue's name of what was traded.
    package let symbol: String
    /// When it was matched.
    package let time: Timestamp
    /// Whether the order bought.
    package let isBuy: Bool
    /// What one unit of the base currency cost.
    package let price: Price
    /// How much of the base currency changed hands.
    package let quantity: Quantity
    /// What changed hands in the quote currency, as the venue rounds it.
    package let notional: Money
    /// The fee in units of ``feeAsset``; negative for a rebate.
    package let fee: Money
    /// What the fee was paid in.
    package let feeAsset: String
    /// Whether the order rested.
    package let isMaker: Bool

    /// The order's side.
    package var side: Side { isBuy ? .buy : .sell }
}
