public import SigmaModel

/// Pine's `ta.vwap`: the mean price of a session so far, weighted by volume.
///
/// Pine's price is (high + low + close) / 3 and its session the exchange's day, for crypto markets the UTC day. Na
/// while the session has no volume. A bar whose price is na is skipped whole.
///
/// Source: PyneCore 6.11.0, `ta.vwap`.
@frozen
public struct VolumeWeightedAveragePrice: Sendable {
    @usableFromInline var turnover = Double.nan
    @usableFromInline var traded = Double.nan
    @usableFromInline var session: Int64?

    /// A mean that waits for its first session.
    @inlinable
    public init() {}

    /// The mean of the session after the last bar whose price was not na; na before the first session.
    @inlinable
    public var value: Double { turnover / traded }

    /// Takes one bar, which starts a session when it says so, and gives the mean; na until a session started.
    ///
    /// This is Pine's own form with an anchor, its flaw included: a start that falls on a bar whose price is na is
    /// missed.
    @inlinable
    @discardableResult
    public mutating func update(price: Double, volume: Double, startsSession: Bool) -> Double {
        guard !price.isNaN else { return .nan }
        if startsSession {
            turnover = 0
            traded = 0
        }
        turnover += price * volume
        traded += volume
        return value
    }

    /// Takes one bar of a numbered session, such as whole days since 1970 in UTC, and gives the mean.
    ///
    /// A number other than the last starts a session, as does the first bar.
    @inlinable
    @discardableResult
    public mutating func update(price: Double, volume: Double, session: Int64) -> Double {
        guard !price.isNaN else { return .nan }
        let starts = session != self.session
        self.session = session
        return update(price: price, volume: volume, startsSession: starts)
    }
}

extension VolumeWeightedAveragePrice: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&turnover)
        try archive.field(&traded)
        try archive.field(&session)
    }
}
