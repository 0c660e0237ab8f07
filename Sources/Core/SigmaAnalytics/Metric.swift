/// One statistic: a finite number, infinity where that is the true answer, or the reason why there is none.
///
/// No statistic is ever NaN: what is not known is a state of its own, which prints as such and becomes JSON `null`
/// with a flag.
public enum Metric: Hashable, Sendable {
    /// A finite number.
    case value(Double)
    /// A gain divided by no loss at all.
    case infinite
    /// No number exists.
    case undefined(UndefinedReason)

    /// Wraps a computed number; NaN and overflow become `undefined(.outOfRange)`.
    @inlinable
    public init(_ number: Double) { self = number.isFinite ? .value(number) : .undefined(.outOfRange) }

    /// The number, if there is a finite one.
    @inlinable
    public var number: Double? {
        if case .value(let number) = self { return number }
        return nil
    }

    /// Whether the statistic is infinite.
    @inlinable
    public var isInfinite: Bool { self == .infinite }

    /// Why there is no number, if there is none.
    @inlinable
    public var reason: UndefinedReason? {
        if case .undefined(let reason) = self { return reason }
        return nil
    }

    /// This statistic after a change of a finite value, such as annualising; other states stay.
    @inlinable
    public func map(_ change: (Double) -> Double) -> Metric {
        if case .value(let number) = self { return Metric(change(number)) }
        return self
    }

    /// A gain over a loss: infinite when only the loss is zero, 0 when both are, negative gains over no loss undefined.
    ///
    /// `loss` is not negative.
    @inlinable
    public static func gain(_ gain: Double, over loss: Double) -> Metric {
        if loss > 0 { return Metric(gain / loss) }
        if gain > 0 { return .infinite }
        return gain == 0 ? .value(0) : .undefined(.noLosses)
    }
}

/// Why a statistic has no number.
public enum UndefinedReason: String, Hashable, Sendable, CaseIterable {
    case noReturns
    case tooFewReturns
    case noTrades
    case tooFewTrades
    case noWins
    case noLosses
    case noDeviation
    case noEquity
    case equityLost
    case noBenchmark
    case benchmarkMismatch
    case sharpeNotAboveTarget
    case scoreNotPositive
    case notMeasured
    case outOfRange

    /// The reason in English.
    public var english: String {
        switch self {
        case .noReturns: "no returns"
        case .tooFewReturns: "too few returns"
        case .noTrades: "no trades"
        case .tooFewTrades: "too few trades"
        case .noWins: "no winner"
        case .noLosses: "no loser"
        case .noDeviation: "nothing varies"
        case .noEquity: "no equity curve"
        case .equityLost: "the equity was lost"
        case .noBenchmark: "no benchmark"
        case .benchmarkMismatch: "the benchmark has another number of periods"
        case .sharpeNotAboveTarget: "the Sharpe ratio is not above its target"
        case .scoreNotPositive: "the score is not above zero"
        case .notMeasured: "not measured"
        case .outOfRange: "too large for a number"
        }
    }

    /// The reason in Korean.
    public var korean: String {
        switch self {
        case .noReturns: "수익률 없음"
        case .tooFewReturns: "수익률 표본 부족"
        case .noTrades: "거래 없음"
        case .tooFewTrades: "거래 표본 부족"
        case .noWins: "이익 거래 없음"
        case .noLosses: "손실 거래 없음"
        case .noDeviation: "변동 없음"
        case .noEquity: "자산 곡선 없음"
        case .equityLost: "자산 전액 손실"
        case .noBenchmark: "비교 기준 없음"
        case .benchmarkMismatch: "비교 기준의 기간 수가 다름"
        case .sharpeNotAboveTarget: "샤프 지수가 목표 이하"
        case .scoreNotPositive: "점수가 0 이하"
        case .notMeasured: "측정되지 않음"
        case .outOfRange: "표현 범위 초과"
        }
    }
}
