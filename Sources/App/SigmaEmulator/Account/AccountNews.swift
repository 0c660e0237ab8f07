internal import SigmaModel

/// What an account is told, in the order in which it happened.
package enum AccountNews: Sendable {
    /// An order works from now on.
    case accepted(EmulatedOrder)
    /// An order was amended.
    case amended(EmulatedOrder)
    /// An execution, and the order right after it.
    case filled(EmulatedOrder, EmulatedFill)
    /// An order ended; a filled one is told so behind its last execution.
    case ended(EmulatedOrder)
    /// Balances that changed, as they are now; behind what changed them.
    case balances([AssetBalance])
}

/// What an account owns of an asset, in units of 10⁻⁸.
package struct AssetBalance: Hashable, Sendable {
    /// The currency, or `venue:symbol` for the position in a linear contract.
    package let asset: String
    /// At hand.
    package let free: Int128
    /// Reserved by working orders.
    package let locked: Int128
}
