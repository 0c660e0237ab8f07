public import SigmaModel

/// The limits that risk enforces beyond the venue's own rules; nil switches one off.
public struct RiskLimits: Hashable, Codable, Sendable {
    /// The largest notional of one order.
    public var maxOrderNotional: Money?
    /// The largest |holding| × price per instrument, working orders of the same direction included.
    public var maxSymbolExposure: Money?
    /// The largest sum of exposures over all instruments.
    public var maxTotalExposure: Money?
    /// The most working orders.
    public var maxOpenOrders: Int
    /// The most orders within ``orderRateSpan``.
    public var maxOrdersPerSpan: Int?
    /// The sliding window of ``maxOrdersPerSpan``.
    public var orderRateSpan: TimeSpan
    /// How far a limit price may lie on the wrong side of the market, as a share of it.
    public var priceCollar: Rate?
    /// The oldest market event on which an entry may be based.
    public var maxMarketAge: TimeSpan?
    /// The largest loss since 00:00 UTC, as a share of the equity then.
    public var maxDailyLoss: Rate?
    /// The largest loss from the highest equity, as a share of it.
    public var maxDrawdown: Rate?
    /// After so many losing trades in a row no entry for ``lossCooldown``.
    public var maxConsecutiveLosses: Int?
    /// How long entries are refused, counted from the last of those losses.
    public var lossCooldown: TimeSpan
    /// The time within which an identical request counts as a duplicate.
    public var duplicateSpan: TimeSpan?
    /// An entry must stay above the venue's minimum notional after its price fell by this share.
    public var exitHeadroom: Rate?
    /// How far above the market an immediate limit order may pay where the venue takes no market buy by quantity.
    public var marketProtection: Rate

    /// The venue's rules, balances and the size of the order table, and nothing else.
    public static let venueOnly = RiskLimits()

    public init() {
        maxOpenOrders = OrderTable.standardCapacity - 64
        orderRateSpan = TimeSpan(seconds: 1)
        lossCooldown = TimeSpan(seconds: 3_600)
        marketProtection = Rate(basisPoints: 2_000)
    }

    /// Whether equity must be watched on every market event.
    var watchesEquity: Bool { maxDailyLoss != nil || maxDrawdown != nil }
}
