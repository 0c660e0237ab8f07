/// Upbit's KRW market rules by the date from which they hold.
///
/// Source: docs.upbit.com, KRW market information (2026-05-04) for the table in force since 2025-07-31; for the tables
/// before it public announcements of January 2024 and September 2024 as reported in the press. Exceptions for single
/// pairs are not covered: a live session takes the pair's own tick from the venue.
public enum UpbitRules {
    /// The rules of every KRW market.
    public static let krw = DatedRules([
        DatedRules.Period(from: .epoch, rules: rules(ticks: table(before2025, low: before2024))),
        DatedRules.Period(
            from: Timestamp(CivilDate(year: 2024, month: 1, day: 29)),
            rules: rules(ticks: table(before2025, low: since2024))),
        DatedRules.Period(
            from: Timestamp(CivilDate(year: 2024, month: 10, day: 1)),
            rules: rules(ticks: table(before2025, low: sinceOctober2024))),
        DatedRules.Period(
            from: Timestamp(CivilDate(year: 2025, month: 7, day: 31)),
            rules: rules(ticks: table(since2025, low: lowSince2025))),
    ])

    /// Bands from 10,000 KRW up until July 2025, in units of 10⁻⁸ KRW: the band's start and its tick.
    private static let before2025: [(from: Int64, tick: Int64)] = [
        (1_000_000_000_000, 1_000_000_000), (10_000_000_000_000, 5_000_000_000), (50_000_000_000_000, 10_000_000_000),
        (100_000_000_000_000, 50_000_000_000), (200_000_000_000_000, 100_000_000_000),
    ]
    private static let since2025: [(from: Int64, tick: Int64)] = [
        (1_000_000_000_000, 1_000_000_000), (5_000_000_000_000, 5_000_000_000), (10_000_000_000_000, 10_000_000_000),
        (50_000_000_000_000, 50_000_000_000), (100_000_000_000_000, 100_000_000_000),
    ]
    /// Bands below 10,000 KRW until January 2024.
    private static let before2024: [(from: Int64, tick: Int64)] = [
        (0, 10_000), (10_000_000, 100_000), (100_000_000, 1_000_000), (1_000_000_000, 10_000_000),
        (10_000_000_000, 100_000_000), (100_000_000_000, 500_000_000),
    ]
    /// Finer ticks from 10 to 10,000 KRW since January 2024.
    private static let since2024: [(from: Int64, tick: Int64)] = [
        (0, 1_000), (10_000_000, 10_000), (100_000_000, 100_000), (1_000_000_000, 1_000_000),
        (10_000_000_000, 10_000_000),
        (100_000_000_000, 100_000_000),
    ]
    /// Whole won again from 100 to 1,000 KRW since October 2024.
    private static let sinceOctober2024: [(from: Int64, tick: Int64)] = [
        (0, 1_000), (10_000_000, 10_000), (100_000_000, 100_000), (1_000_000_000, 1_000_000),
        (10_000_000_000, 100_000_000),
    ]
    private static let lowSince2025: [(from: Int64, tick: Int64)] = [
        (0, 1), (1_000, 10), (10_000, 100), (100_000, 1_000), (1_000_000, 10_000), (10_000_000, 100_000),
        (100_000_000, 1_000_000), (1_000_000_000, 10_000_000), (10_000_000_000, 100_000_000),
        (500_000_000_000, 500_000_000),
    ]

    private static func table(_ high: [(from: Int64, tick: Int64)], low: [(from: Int64, tick: Int64)]) -> TickTable {
        TickTable((low + high).map { TickTable.Band(from: Price(raw: $0.from), tick: Price(raw: $0.tick)) })
    }

    private static func rules(ticks: TickTable) -> VenueRules {
        VenueRules(
            ticks: ticks, quantityStep: Quantity(raw: 1), minQuantity: Quantity(raw: 1),
            maxQuantity: Quantity(raw: 1_000_000_000_000 * Int128(FixedPoint.one)),
            minNotional: Money(raw: 5_000 * Int128(FixedPoint.one)),
            maxNotional: Money(raw: 1_000_000_000 * Int128(FixedPoint.one)), makerFee: Rate(basisPoints: 5),
            takerFee: Rate(basisPoints: 5), marketBuysByTotal: true)
    }
}
