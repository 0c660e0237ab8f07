public import SigmaModel

/// How large an entry is.
public enum Sizing: Hashable, Sendable {
    /// This base quantity.
    case quantity(Quantity)
    /// This much of the quote currency, fee included.
    case total(Money)
    /// This share of the equity, fee included.
    case share(Rate)

    /// The quote amount to spend, or nil where the size is a quantity.
    func total(equity: Money, free: Money) -> Money? {
        switch self {
        case .quantity: nil
        case .total(let money): min(money, free)
        case .share(let rate): min(equity.applying(rate, .down), free)
        }
    }
}
