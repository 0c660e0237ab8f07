import SigmaModel

/// What a metric is called, how it is written and where its value is found; the one list for every table of results.
public struct MetricDescription: Identifiable, Sendable {
    /// How a value is written.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        /// A share; 0.12 is written 12 %.
        case percent
        /// A plain number.
        case ratio
        /// An amount in the run's quote currency.
        case money
        /// A whole number, or an average of whole numbers.
        case count
        /// Seconds.
        case duration
    }

    /// The section of a report that a metric belongs to.
    public enum Section: String, Hashable, Sendable, CaseIterable {
        case performance
        case trades
        case distribution
        case benchmark
        case confidence
        case periods
        case costs

        /// The section's English title.
        public var english: String {
            switch self {
            case .performance: "Performance"
            case .trades: "Trades"
            case .distribution: "Distribution of returns"
            case .benchmark: "Against the benchmark"
            case .confidence: "Confidence"
            case .periods: "By period"
            case .costs: "Costs"
            }
        }

        /// The section's Korean title.
        public var korean: String {
            switch self {
            case .performance: "성과"
            case .trades: "거래"
            case .distribution: "수익률 분포"
            case .benchmark: "벤치마크 대비"
            case .confidence: "신뢰도"
            case .periods: "기간별"
            case .costs: "비용"
            }
        }
    }

    /// The stable name, for JSON keys.
    public let id: String
    /// Where a report shows it.
    public let section: Section
    /// How its value is written.
    public let unit: Unit
    /// The English label.
    public let english: String
    /// The Korean label.
    public let korean: String
    /// One English sentence on what the number says.
    public let explanationEnglish: String
    /// One Korean sentence on what the number says.
    public let explanationKorean: String
    private let read: @Sendable (PerformanceMetrics) -> Metric

    /// A row of the list.
    init(
        _ id: String, _ section: Section, _ unit: Unit, _ english: String, _ korean: String,
        _ explanationEnglish: String,
        _ explanationKorean: String, _ read: @escaping @Sendable (PerformanceMetrics) -> Metric
    ) {
        self.id = id
        self.section = section
        self.unit = unit
        self.english = english
        self.korean = korean
        self.explanationEnglish = explanationEnglish
        self.explanationKorean = explanationKorean
        self.read = read
    }

    /// The metric's value in a run.
    public func value(in metrics: PerformanceMetrics) -> Metric { read(metrics) }

    /// Every metric in the order of a report: the thirty of the tear sheet first, then the details.
    public static let all: [MetricDescription] =
        performance + tradeOutcomes + distribution + activity + comparison + confidence + details + periodOutcomes
        + costs

    /// The metric of a name. O(number of metrics).
    public static func named(_ id: String) -> MetricDescription? { all.first { $0.id == id } }
}

extension PerformanceMetrics {
    /// A trade metric, or the reason why there is none.
    func trade(_ read: (TradeMetrics) -> Metric) -> Metric { trades.map(read) ?? .undefined(.notMeasured) }

    /// The length of a number of periods in seconds.
    func duration(periods: Double) -> Metric { Metric(periods * span.seconds) }
}
