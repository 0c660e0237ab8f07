public import SigmaModel

/// One trade from a flat position to a flat position, or to the last known price while it is still open.
///
/// Arithmetic. Notionals and fees are exact sums of what the fills said, so profits are exact too. Three figures
/// round, each to the nearest 10⁻⁸ with ties away from zero: average prices, the value of a part still open, and
/// excursions. Rounding never feeds back into a sum: over all trades of an account, net profits add up to the change
/// of its equity to the last unit.
///
/// A fee that a venue takes out of what was bought is a fee of its value at the fill's price: the trade enters what was
/// received, at that price. What could never be sold leaves it at its cost, as a ``Remainder``.
public struct RoundTrip: Hashable, Sendable {
    /// Whether a trade gains from rising or from falling prices.
    @frozen
    public enum Direction: UInt8, Hashable, Sendable, CaseIterable {
        case long
        case short

        /// The direction that a fill of this side opens.
        @inlinable
        public init(opening side: Side) { self = side == .buy ? .long : .short }
        /// `+1` for long, `-1` for short.
        @inlinable
        public var sign: Int128 { self == .long ? 1 : -1 }
    }

    /// How far the price ran against or for the part held, at its widest.
    public struct Excursion: Hashable, Sendable {
        /// The largest unrealised loss or gain of the part held, as a positive amount.
        public var amount: Money
        /// The widest distance from the average entry price of the moment, as a share of that price.
        public var fraction: Double

        /// No move in that direction.
        public static let none = Excursion(amount: .zero, fraction: 0)

        /// An excursion from its two measures.
        public init(amount: Money, fraction: Double) {
            self.amount = amount
            self.fraction = fraction
        }

        mutating func widen(to other: Excursion) {
            amount = max(amount, other.amount)
            fraction = max(fraction, other.fraction)
        }
    }

    /// What was traded.
    public var instrument: InstrumentID
    /// Whose position it was.
    public var strategy: StrategyID
    /// Whether it gains from rising or from falling prices.
    public var direction: Direction
    /// The first fill.
    public var entryTime: Timestamp
    /// The last fill, or the last mark while open.
    public var exitTime: Timestamp
    /// Everything entered, as received.
    public var quantity: Quantity
    /// What is still held; zero once closed.
    public var openQuantity: Quantity
    /// Σ notional of the entries.
    public var entryNotional: Money
    /// Σ notional of the exits; while open, plus ``openValue``.
    public var exitNotional: Money
    /// The part still held, at the last mark or fill price.
    public var openValue: Money
    /// What was bought plus what was sold; neither a part still open nor a remainder was traded out.
    public var tradedNotional: Money
    /// Entry and exit fees; negative for net rebates. An open trade has not paid its exit fee yet.
    public var fees: Money
    /// The widest move against the trade (MAE).
    public var maxAdverseExcursion: Excursion
    /// The widest move in the trade's favour (MFE).
    public var maxFavourableExcursion: Excursion
    /// The number of marks at rising times during the trade: bars, if it is marked once per bar.
    public var barsHeld: Int

    /// A trade from its exact parts; what was traded follows from the notionals unless it is given.
    public init(
        instrument: InstrumentID, strategy: StrategyID, direction: Direction, entryTime: Timestamp, exitTime: Timestamp,
        quantity: Quantity, openQuantity: Quantity = .zero, entryNotional: Money, exitNotional: Money,
        openValue: Money = .zero, fees: Money, tradedNotional: Money? = nil,
        maxAdverseExcursion: Excursion = .none, maxFavourableExcursion: Excursion = .none, barsHeld: Int = 0
    ) {
        precondition(quantity.raw > 0, "a trade has a positive quantity")
        precondition(openQuantity.raw >= 0 && openQuantity <= quantity, "a trade holds no more than it entered")
        self.instrument = instrument
        self.strategy = strategy
        self.direction = direction
        self.entryTime = entryTime
        self.exitTime = exitTime
        self.quantity = quantity
        self.openQuantity = openQuantity
        self.entryNotional = entryNotional
        self.exitNotional = exitNotional
        self.openValue = openValue
        self.tradedNotional = tradedNotional ?? entryNotional + exitNotional - openValue
        self.fees = fees
        self.maxAdverseExcursion = maxAdverseExcursion
        self.maxFavourableExcursion = maxFavourableExcursion
        self.barsHeld = barsHeld
    }
}

extension RoundTrip {
    /// Whether part of the position is still held.
    public var isOpen: Bool { openQuantity.raw > 0 }
    /// The average entry price, rounded.
    public var entryPrice: Price { Price(average: entryNotional, over: quantity) }
    /// The average exit price, rounded; an open part counts at its last price.
    public var exitPrice: Price { Price(average: exitNotional, over: quantity) }
    /// Profit before fees.
    public var grossProfit: Money {
        direction == .long ? exitNotional - entryNotional : entryNotional - exitNotional
    }
    /// Profit after fees.
    public var netProfit: Money { grossProfit - fees }
    /// Net profit over the entry notional; 0 for dust whose entry notional rounds to nothing.
    public var netReturn: Double { entryNotional.raw == 0 ? 0 : netProfit.double / entryNotional.double }
    /// From the first to the last fill, or to the last mark while open.
    public var duration: TimeSpan { exitTime - entryTime }
}
