/// The ratio of mean excess return to its deviation (Sharpe 1966, 1994).
public enum SharpeRatio {
    /// Mean over sample deviation (ddof 1); 0 where nothing varies or fewer than two values exist.
    public static func perPeriod(_ excess: Moments) -> Double {
        guard let deviation = excess.deviation, deviation > 0 else { return 0 }
        return excess.mean / deviation
    }

    /// The Sharpe ratio of the last `window` values at each position from `window - 1` on, annualised. O(n · window).
    public static func rolling(_ excess: [Double], window: Int, periodsPerYear: Double) -> [Double] {
        precondition(window > 1, "a rolling window holds at least two periods")
        guard excess.count >= window else { return [] }
        return (0...excess.count - window).map { start in
            perPeriod(Moments(excess[start..<start + window])) * periodsPerYear.squareRoot()
        }
    }
}
