import Foundation
import SigmaAnalytics
import SigmaModel
import TestKit
import Testing

/// The metrics beside quantstats 0.0.86, empyrical-reloaded 0.7.1, scipy and mpmath.
///
/// Left out because the definitions differ, by intent:
/// - quantstats' recovery factor divides the sum of returns, its UPI the total return; ours are checked through scipy's
///   part.
/// - quantstats' VaR and CVaR assume a normal distribution; ours are historical, as empyrical's.
/// - quantstats' alpha is annualised by multiplying; ours compounds, as empyrical's.
/// - quantstats' win rate leaves out zeros; the series here have none.
/// - quantstats' Ulcer index divides by T − 1, and its drawdown lengths end before the recovery; the script converts
///   both.
/// - quantstats' skewness and kurtosis are pandas' unbiased forms, and its PSR uses them; ours are the population's.
@Suite(
    "Metrics against independent libraries",
    .enabled(if: OracleScript.isPossible, "SIGMA_PYTHON is not set: the oracle tests are skipped"))
struct OracleTests {
    struct Series: Encodable {
        let returns: [Double]
        let benchmark: [Double]
        let periods: Double
        let riskFree: Double
        let window: Int
    }

    struct Task: Encodable {
        var series: [Series] = []
        var normal: [Double] = []
        var quantile: [Double] = []
        var student: [[Double]] = []
    }

    struct Answer: Decodable {
        enum Value: Decodable {
            case number(Double)
            case list([Double?])
            case missing

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if container.decodeNil() {
                    self = .missing
                } else if let number = try? container.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .list(try container.decode([Double?].self))
                }
            }
        }

        let series: [[String: Value]]
        let normal: [Double]
        let quantile: [Double]
        let student: [Double]
    }

    func ask(_ task: Task) throws -> Answer { try OracleScript("metrics.py").ask(task) }

    /// Seeded returns: a random walk with drift, fat tails and a benchmark it follows in part.
    func series(seed: UInt64) -> Series {
        var generator = SplitMix64(seed: seed)
        func normal() -> Double {
            let radius = (-2 * Foundation.log(1 - generator.unit())).squareRoot()
            return radius * Foundation.cos(2 * .pi * generator.unit())
        }
        let count = [40, 250, 731, 1_000, 1_461][Int(seed % 5)]
        let drift = [0.001, 0.002, -0.0005][Int(seed % 3)]
        // A gain first, because quantstats' list of drawdowns misses an episode that starts at the very first period.
        var returns = [0.001]
        var benchmark = [0.002]
        for _ in 1..<count {
            let market = 0.0005 + 0.02 * normal()
            let shock = generator.unit() < 0.03 ? 4.0 : 1.0
            benchmark.append(market)
            returns.append(max(-0.5, drift + 0.4 * market + 0.008 * shock * normal()))
        }
        return Series(
            returns: returns, benchmark: benchmark, periods: seed % 2 == 0 ? 365 : 252,
            riskFree: seed % 4 < 2 ? 0 : 0.03, window: 30)
    }

    func metrics(_ series: Series) throws -> PerformanceMetrics {
        PerformanceMetrics(
            PerformanceInput(
                returns: ReturnSeries(start: try Timestamp("2021-01-15"), values: series.returns),
                periodsPerYear: series.periods, riskFree: series.riskFree, benchmark: series.benchmark,
                rollingWindow: series.window))
    }

    /// Our value under the name that the script uses.
    func ours(_ name: String, _ metrics: PerformanceMetrics) -> Metric? {
        let byPeriod = ["profitFactor", "winRate", "payoff", "expectancy", "kelly", "longestWinRun", "longestLossRun"]
        switch name {
        case "longestDrawdown": return Metric(Double(metrics.returns.drawdowns.longest))
        case "minimumTrackRecord": return metrics.returns.minimumTrackRecord
        case "systemQuality": return metrics.returns.outcomes.systemQuality
        case _ where byPeriod.contains(name):
            return MetricDescription.named("period" + name.prefix(1).uppercased() + name.dropFirst())?.value(
                in: metrics)
        default: return MetricDescription.named(name)?.value(in: metrics)
        }
    }

    @Test("every metric of forty seeded series to 1e-9")
    func returns() throws {
        let seeds = Array(0..<40 as Range<UInt64>)
        let questions = seeds.map { series(seed: $0) }
        let answer = try ask(Task(series: questions))
        try #require(answer.series.count == seeds.count)
        for (seed, (question, values)) in zip(seeds, zip(questions, answer.series)) {
            let metrics = try metrics(question)
            #expect(values.count == 49, "seed \(seed)")
            for (key, value) in values {
                let name = String(key.drop { $0 != "." }.dropFirst())
                switch (name, value) {
                case ("monthly", .list(let list)): compareMonths(metrics.monthly, list, seed)
                case ("yearly", .list(let list)):
                    let totals = metrics.monthly.years.map(\.total)
                    #expect(zip(totals, list).allSatisfy { isClose($0, $1 ?? .nan, 1e-9) }, "\(key), seed \(seed)")
                case ("rollingSharpe", .list(let list)):
                    // quantstats drops the points it cannot compute; every window here varies.
                    #expect(list.count == metrics.rollingSharpe.count, "\(key), seed \(seed)")
                    let pairs = zip(metrics.rollingSharpe, list)
                    // A window whose mean is about zero has no digits of its own, so this tolerance is absolute.
                    #expect(pairs.allSatisfy { abs($0.sharpe - ($1 ?? .nan)) < 1e-9 }, "\(key), seed \(seed)")
                case (_, .number(let number)):
                    let own = try #require(ours(name, metrics), "\(key) is unknown")
                    // The product of the curve and the sums over it round apart; 1e-9 leaves a margin of a thousand.
                    #expect(isClose(own, number, 1e-9), "\(key), seed \(seed): \(own) against \(number)")
                case (_, .missing):
                    #expect(ours(name, metrics)?.number == nil, "\(key), seed \(seed)")
                case (_, .list): Issue.record("\(key), seed \(seed): an unexpected list")
                }
            }
        }
    }

    private func compareMonths(_ table: MonthlyReturns, _ list: [Double?], _ seed: UInt64) {
        let own = table.years.flatMap(\.months)
        #expect(own.count == list.count, "seed \(seed)")
        // quantstats writes 0 for a month without returns.
        #expect(zip(own, list).allSatisfy { isClose($0 ?? 0, $1 ?? .nan, 1e-9) }, "monthly, seed \(seed)")
    }

    @Test("normal and Student distributions by 60-digit arithmetic")
    func distributions() throws {
        var generator = SplitMix64(seed: 20)
        var task = Task()
        task.normal =
            (0..<400).map { Double($0) / 8 - 37.3 }.filter { $0 < 9 } + (0..<200).map { _ in generator.unit() * 16 - 8 }
        task.quantile =
            (0..<200).map { _ in generator.unit() } + (1..<100).map { Foundation.pow(10, -3 * Double($0)) }
            + [0.075, 0.925, 0.499_999_999, 0.999_999_999]
        task.student = (1..<150).map { [generator.unit() * 12, Double($0 * $0)] }
        let answer = try ask(task)
        for (x, value) in zip(task.normal, answer.normal) {
            #expect(isClose(NormalDistribution.cumulative(x), value, 1e-14), "Φ(\(x))")
        }
        for (p, value) in zip(task.quantile, answer.quantile) {
            #expect(isClose(NormalDistribution.quantile(p), value, 1e-14), "Φ⁻¹(\(p))")
        }
        // scipy's own tail is good to about 1e-12 here.
        for (pair, value) in zip(task.student, answer.student) {
            let own = StudentDistribution.twoSidedProbability(t: pair[0], degreesOfFreedom: pair[1])
            #expect(isClose(own, value, 1e-9), "t \(pair)")
        }
    }
}
