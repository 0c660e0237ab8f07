/// Upbit's KRW market rules by the date from which they hold.
///
/// Source: docs.upbit.com, KRW market information (2026-05-04) for the table in force since 2025-07-31; for the tables
/// before it public announcements of January 2024 and September 2024 as reported in the press. Exceptions for single
/// pairs are not covered: a live session takes the pair's own tick from the venue.
public enum UpbitRules {
    /// The rules of every KRW market.
    public static let krw = DatedRules([
        DatedRules.Period(
            from: .epoch,
            rules: rules(ticks: table([(1_000, 5), (100, 1), (10, 0.1), (1, 0.01), (0.1, 0.001)], wide: false))),
        DatedRules.Period(
            from: Timestamp(CivilDate(year: 2024, month: 1, day: 29)),
            rules: rules(ticks: table([(1_000, 1), (100, 0.1), (10, 0.01), (1, 0.001), (0.1, 0.0001)], wide: false))),
        DatedRules.Period(
            from: Timestamp(CivilDate(year: 2024, month: 10, day: 1)),
            rules: rules(ticks: table([(1_000, 1), (100, 1), (10, 0.01), (1, 0.001), (0.1, 0.0001)], wide: false))),
        DatedRules.Period(
            from: Timestamp(CivilDate(year: 2025, month: 7, day: 31)),
            rules: rules(
                ticks: table(
                    [(5_000, 5), (100, 1), (10, 0.1), (1, 0.01), (0.1, 0.001), (0.01, 0.0001), (0.001, 0.00001)],
                    wide: true))),
    ])

    /// The bands from 10,000 KRW up, which changed once, and those below, which the caller names from the highest down.
    private static func table(_ low: [(from: Double, tick: Double)], wide: Bool) -> TickTable {
        let high: [(from: Double, tick: Double)] =
            wide
            ? [(1_000_000, 1_000), (500_000, 500), (100_000, 100), (50_000, 50), (10_000, 10)]
            : [(2_000_000, 1_000), (1_000_000, 500), (500_000, 100), (100_000, 50), (10_000, 10)]
        let rows = high + low
        let named = rows.reversed().map { TickTable.Band(from: price($0.from), tick: price($0.tick)) }
        let lowest = TickTable.Band(from: .zero, tick: Price(raw: max(1, named[0].tick.raw / 10)))
        return TickTable([lowest] + named)
    }

    private static func price(_ value: Double) -> Price { Price(raw: Int64((value * 1e8).rounded())) }

    private static func rules(ticks: TickTable) -> VenueRules {
        VenueRules(
            ticks: ticks, quantityStep: Quantity(raw: 1), minQuantity: Quantity(raw: 1),
            maxQuantity: Quantity(raw: 1_000_000_000_000 * Int128(FixedPoint.one)),
            minNotional: Money(raw: 5_000 * Int128(FixedPoint.one)),
            maxNotional: Money(raw: 1_000_000_000 * Int128(FixedPoint.one)), makerFee: Rate(basisPoints: 5),
            takerFee: Rate(basisPoints: 5), marketBuysByTotal: true)
    }
}
