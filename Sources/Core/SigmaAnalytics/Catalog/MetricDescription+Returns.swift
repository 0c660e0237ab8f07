extension MetricDescription {
    /// Metrics 1 to 14: growth, risk and their ratios.
    static let performance: [MetricDescription] = [
        MetricDescription(
            "totalReturn", .performance, .percent, "Total return", "총수익률",
            "What the starting capital gained over the whole run.", "전체 기간 동안 초기 자본이 얻은 수익입니다."
        ) { $0.returns.totalReturn },
        MetricDescription(
            "annualReturn", .performance, .percent, "Annual return (CAGR)", "연평균 수익률 (CAGR)",
            "The constant yearly rate that gives the same total return.", "총수익률과 같은 결과를 내는 일정한 연 수익률입니다."
        ) { $0.returns.annualReturn },
        MetricDescription(
            "volatility", .performance, .percent, "Annual volatility", "연 변동성",
            "The standard deviation of the returns over a year.", "수익률의 연환산 표준편차입니다."
        ) { $0.returns.volatility },
        MetricDescription(
            "sharpe", .performance, .ratio, "Sharpe ratio", "샤프 지수",
            "Return above the risk-free rate for each unit of volatility, per year.", "변동성 한 단위당 무위험 수익률을 넘는 연 수익입니다."
        ) { $0.returns.sharpe },
        MetricDescription(
            "sortino", .performance, .ratio, "Sortino ratio", "소르티노 지수",
            "Like Sharpe, but only falls count as risk.", "샤프 지수와 같지만 하락만 위험으로 봅니다."
        ) { $0.returns.sortino },
        MetricDescription(
            "maxDrawdown", .performance, .percent, "Maximum drawdown", "최대 낙폭 (MDD)",
            "The largest loss from a peak, at the periods' ends.", "기간 종가 기준으로 고점에서 가장 크게 잃은 비율입니다."
        ) { Metric($0.returns.drawdowns.maximum) },
        MetricDescription(
            "longestDrawdown", .performance, .duration, "Longest drawdown", "최장 낙폭 기간",
            "The longest time below an earlier peak, an unfinished one included.",
            "이전 고점을 회복하지 못한 가장 긴 기간이며 진행 중인 것도 포함합니다."
        ) { $0.duration(periods: Double($0.returns.drawdowns.longest)) },
        MetricDescription(
            "averageDrawdown", .performance, .percent, "Average drawdown", "평균 낙폭",
            "The mean depth of all drawdowns.", "모든 낙폭의 평균 깊이입니다."
        ) { Metric($0.returns.drawdowns.average) },
        MetricDescription(
            "calmar", .performance, .ratio, "Calmar ratio", "칼마 지수",
            "Annual return over maximum drawdown.", "연평균 수익률을 최대 낙폭으로 나눈 값입니다."
        ) { $0.returns.calmar },
        MetricDescription(
            "recoveryFactor", .performance, .ratio, "Recovery factor", "회복 계수",
            "Total return over maximum drawdown.", "총수익률을 최대 낙폭으로 나눈 값입니다."
        ) { $0.returns.recoveryFactor },
        MetricDescription(
            "ulcerIndex", .performance, .percent, "Ulcer index", "궤양 지수",
            "How deep and how long the drawdowns were, in one number.", "낙폭의 깊이와 지속 기간을 함께 나타냅니다."
        ) { Metric($0.returns.drawdowns.ulcerIndex) },
        MetricDescription(
            "martin", .performance, .ratio, "Martin ratio (UPI)", "마틴 지수 (UPI)",
            "Annual return above the risk-free rate over the Ulcer index.", "무위험 수익률을 넘는 연 수익률을 궤양 지수로 나눈 값입니다."
        ) { $0.returns.martin },
        MetricDescription(
            "omega", .performance, .ratio, "Omega ratio", "오메가 지수",
            "Gains over losses of the periods, measured from the risk-free rate.",
            "무위험 수익률 기준으로 기간 이익 합계를 손실 합계로 나눈 값입니다."
        ) { $0.returns.omega },
        MetricDescription(
            "gainToPain", .performance, .ratio, "Gain to pain", "이익 대 고통 비율",
            "The sum of the returns over the sum of the losing ones.", "수익률 합계를 손실 합계로 나눈 값입니다."
        ) { $0.returns.gainToPain },
    ]

    /// Metrics 20 to 24: tails, shape and steadiness of the returns.
    static let distribution: [MetricDescription] = [
        MetricDescription(
            "tailRatio", .distribution, .ratio, "Tail ratio", "꼬리 비율",
            "The 95th percentile of the returns over the 5th; above 1 the good tail is longer.",
            "상위 5 % 수익률을 하위 5 % 수익률로 나눈 값이며 1보다 크면 이익 쪽 꼬리가 깁니다."
        ) { $0.returns.tailRatio },
        MetricDescription(
            "valueAtRisk", .distribution, .percent, "Value at risk 95 %", "최대 예상 손실 (VaR 95 %)",
            "The return that one period in twenty fell below.", "20개 기간 중 하나가 이보다 나빴던 수익률입니다."
        ) { $0.returns.valueAtRisk },
        MetricDescription(
            "conditionalValueAtRisk", .distribution, .percent, "Expected shortfall 95 %", "평균 초과 손실 (CVaR 95 %)",
            "The mean return of the worst twentieth of the periods.", "가장 나빴던 5 % 기간의 평균 수익률입니다."
        ) { $0.returns.conditionalValueAtRisk },
        MetricDescription(
            "skewness", .distribution, .ratio, "Skewness", "왜도",
            "Below zero, large losses are likelier than large gains (population form).",
            "0보다 작으면 큰 이익보다 큰 손실이 잦습니다 (모집단 기준)."
        ) { $0.returns.skewness },
        MetricDescription(
            "kurtosis", .distribution, .ratio, "Kurtosis", "첨도",
            "3 for a normal distribution; more means wilder extremes (population form).",
            "정규 분포는 3이며 클수록 극단값이 많습니다 (모집단 기준)."
        ) { $0.returns.kurtosis },
        MetricDescription(
            "stability", .distribution, .ratio, "Stability", "안정성",
            "How straight the equity curve is on a log scale; 1 is a perfect line.",
            "로그 자산 곡선이 직선에 가까운 정도이며 1이면 완전한 직선입니다."
        ) { $0.returns.stability },
    ]

    /// Metrics 15 to 19 and 27, by period instead of by trade.
    static let periodOutcomes: [MetricDescription] = [
        MetricDescription(
            "periodProfitFactor", .periods, .ratio, "Profit factor by period", "기간별 수익 팩터 (PF)",
            "The sum of gaining periods over the sum of losing ones.", "이익 기간 합계를 손실 기간 합계로 나눈 값입니다."
        ) { $0.returns.outcomes.profitFactor },
        MetricDescription(
            "periodWinRate", .periods, .percent, "Winning periods", "이익 기간 비율",
            "The share of periods that gained, flat ones in the denominator.", "이익을 낸 기간의 비율이며 보합 기간도 분모에 포함합니다."
        ) { Metric($0.returns.outcomes.winRate) },
        MetricDescription(
            "periodPayoff", .periods, .ratio, "Payoff by period", "기간별 손익비",
            "The mean gaining period over the mean losing one.", "평균 이익 기간을 평균 손실 기간으로 나눈 값입니다."
        ) { $0.returns.outcomes.payoff },
        MetricDescription(
            "periodExpectancy", .periods, .percent, "Mean return of a period", "기간 평균 수익률",
            "What one period returned on average.", "한 기간의 평균 수익률입니다."
        ) { $0.returns.outcomes.expectancy },
        MetricDescription(
            "periodKelly", .periods, .percent, "Kelly share by period", "기간별 켈리 비율",
            "The growth-optimal stake if the same periods recurred; never bet it whole.",
            "같은 기간이 되풀이될 때 성장률이 최대인 비중이며 전부 쓰지 마십시오."
        ) { $0.returns.outcomes.kelly },
        MetricDescription(
            "periodLongestWinRun", .periods, .count, "Longest run of gaining periods", "최장 연속 이익 기간",
            "Gaining periods in a row.", "연속으로 이익을 낸 기간 수입니다."
        ) { Metric(Double($0.returns.outcomes.longestWinRun)) },
        MetricDescription(
            "periodLongestLossRun", .periods, .count, "Longest run of losing periods", "최장 연속 손실 기간",
            "Losing periods in a row.", "연속으로 손실을 낸 기간 수입니다."
        ) { Metric(Double($0.returns.outcomes.longestLossRun)) },
        MetricDescription(
            "bestPeriod", .periods, .percent, "Best period", "최고 기간", "The largest return of a period.",
            "가장 높은 기간 수익률입니다."
        ) { $0.returns.periodCount == 0 ? .undefined(.noReturns) : Metric($0.returns.outcomes.best) },
        MetricDescription(
            "worstPeriod", .periods, .percent, "Worst period", "최악 기간", "The smallest return of a period.",
            "가장 낮은 기간 수익률입니다."
        ) { $0.returns.periodCount == 0 ? .undefined(.noReturns) : Metric($0.returns.outcomes.worst) },
    ]
}
