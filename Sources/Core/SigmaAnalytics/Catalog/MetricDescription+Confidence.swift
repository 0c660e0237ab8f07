extension MetricDescription {
    /// Metrics 28 and 29: against a benchmark.
    static let comparison: [MetricDescription] = [
        MetricDescription(
            "benchmarkReturn", .benchmark, .percent, "Benchmark return", "벤치마크 수익률",
            "What the benchmark, such as buying and holding, returned.", "매수 후 보유 같은 벤치마크의 수익률입니다."
        ) { $0.benchmark.totalReturn },
        MetricDescription(
            "alpha", .benchmark, .percent, "Alpha", "알파",
            "Yearly return that moving with the benchmark does not explain.", "벤치마크와 함께 움직인 것으로 설명되지 않는 연 수익률입니다."
        ) { $0.benchmark.alpha },
        MetricDescription(
            "beta", .benchmark, .ratio, "Beta", "베타",
            "How much the returns move when the benchmark moves by one.", "벤치마크가 1만큼 움직일 때 수익률이 움직이는 정도입니다."
        ) { $0.benchmark.beta },
        MetricDescription(
            "informationRatio", .benchmark, .ratio, "Information ratio", "정보 비율",
            "Mean over deviation of the difference from the benchmark, per period.",
            "벤치마크와의 차이 평균을 그 표준편차로 나눈 기간당 값입니다."
        ) { $0.benchmark.informationRatio },
    ]

    /// Metric 30, and how likely the mean return is luck.
    static let confidence: [MetricDescription] = [
        MetricDescription(
            "probabilisticSharpe", .confidence, .percent, "Probabilistic Sharpe (PSR)", "확률적 샤프 (PSR)",
            "The probability that the true Sharpe ratio is above zero.", "진짜 샤프 지수가 0보다 클 확률입니다."
        ) { $0.returns.probabilisticSharpe },
        MetricDescription(
            "deflatedSharpe", .confidence, .percent, "Deflated Sharpe (DSR)", "수축 샤프 (DSR)",
            "The probability that the Sharpe ratio beats the luck of all trials; ask for 95 %.",
            "모든 시도의 운을 빼고도 샤프 지수가 남을 확률이며 95 % 이상이어야 합니다."
        ) { $0.returns.deflatedSharpe },
        MetricDescription(
            "minimumTrackRecord", .confidence, .duration, "Minimum track record", "최소 실적 기간 (MinTRL)",
            "How long a record must be to trust this Sharpe ratio at 95 %.", "이 샤프 지수를 95 % 신뢰하는 데 필요한 기간입니다."
        ) { metrics in
            guard let periods = metrics.returns.minimumTrackRecord.number else {
                return metrics.returns.minimumTrackRecord
            }
            return metrics.duration(periods: periods)
        },
        MetricDescription(
            "tStatistic", .confidence, .ratio, "t-statistic of the mean", "평균 수익률의 t값",
            "The mean return over its standard error.", "평균 수익률을 표준오차로 나눈 값입니다."
        ) { $0.returns.tStatistic },
        MetricDescription(
            "pValue", .confidence, .percent, "p-value of the mean", "평균 수익률의 p값",
            "The chance of such a mean if the true one were zero.", "진짜 평균이 0일 때 이런 평균이 나올 확률입니다."
        ) { $0.returns.pValue },
    ]
}
