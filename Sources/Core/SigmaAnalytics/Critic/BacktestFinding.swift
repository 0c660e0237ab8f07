/// One reason to doubt a backtest.
public struct BacktestFinding: Hashable, Sendable {
    /// How much a finding weighs.
    public enum Severity: String, Hashable, Comparable, Sendable, CaseIterable {
        /// Worth knowing.
        case info
        /// The result may not hold.
        case warning
        /// The result should not be traded on.
        case serious

        public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .serious: 2
            }
        }
    }

    /// What was found; the stable name of a finding.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case noTrades
        case fewTrades
        case shortPeriod
        case manyParameters
        case infiniteProfitFactor
        case hardlyExposed
        case flatEquity
        case dataGaps
        case barFills
        case noSlippage
        case noFees
        case oneTradeDominates
        case openPosition
        case insignificantMean
        case suspiciousSharpe
        case costsExceedProfit
        case staleFills
    }

    /// A number that the finding rests on.
    public struct Number: Hashable, Sendable {
        /// The stable name of the fact or limit, for JSON.
        public let name: String
        /// A count, share or ratio, as the name says.
        public let value: Double
    }

    /// Which kind of doubt it is.
    public let code: Code
    /// How much it weighs.
    public let severity: Severity
    /// What was found and why it matters, in English.
    public let english: String
    /// What was found and why it matters, in Korean.
    public let korean: String
    /// The facts, and the limit where there is one.
    public let numbers: [Number]

    init(
        _ code: Code, _ severity: Severity, _ numbers: KeyValuePairs<String, Double>, _ english: String,
        _ korean: String
    ) {
        self.code = code
        self.severity = severity
        self.english = english
        self.korean = korean
        self.numbers = numbers.map { Number(name: $0.key, value: $0.value) }
    }
}
