internal import Foundation
internal import SigmaAnalytics
internal import SigmaEngine
internal import SigmaModel
internal import SigmaSimulation

/// The result of a backtest in a terminal.
struct BacktestSummaryText {
    let run: BacktestRun
    let review: BacktestReview

    /// A few lines that say what came out, and what speaks against it.
    var text: String {
        let plan = run.plan
        var lines = [
            "\(plan.descriptor.name) on \(plan.instrument.venue.rawValue) \(plan.instrument.symbol) \(run.timeframe), "
                + "\(run.summary.first) … \(run.summary.last)",
            "",
            row("final equity", "\(run.finalEquity) \(plan.instrument.quote)"),
            row("fees", "\(run.recorder.fees) \(plan.instrument.quote)"),
        ]
        let shown = ["totalReturn", "cagr", "sharpe", "maxDrawdown", "profitFactor", "winRate"]
        for description in MetricDescription.all where shown.contains(description.id) {
            lines.append(row(description.english.lowercased(), BacktestSummaryText.format(description, review.metrics)))
        }
        lines.append(row("trades", "\(review.roundTrips.count)"))
        if let left = review.remainder {
            let base = run.plan.instrument.base
            lines.append(row("left over", "\(left.openQuantity) \(base) below the order step, worth \(left.openValue)"))
        }
        lines.append(row("fill rule", run.fillRuleName))
        let denied = run.recorder.denials.reduce(0, +)
        if denied > 0 { lines.append(row("orders denied", denials)) }
        lines.append(row("effect hash", run.effectHash.description))
        let speed = run.seconds > 0 ? Double(run.eventCount) / run.seconds / 1e6 : 0
        lines.append(
            row("events", String(format: "%d in %.3f s (%.1f million a second)", run.eventCount, run.seconds, speed)))
        for finding in review.findings where finding.severity > .info {
            lines.append("\(finding.severity == .serious ? "SERIOUS" : "warning"): \(finding.english)")
        }
        return lines.joined(separator: "\n")
    }

    private var denials: String {
        DenialCode.allCases.filter { run.recorder.denials[Int($0.rawValue)] > 0 }
            .map { "\(run.recorder.denials[Int($0.rawValue)]) × \($0.explanation)" }.joined(separator: ", ")
    }

    private func row(_ name: String, _ value: String) -> String {
        "  " + name.padding(toLength: 16, withPad: " ", startingAt: 0) + " " + value
    }

    private static func format(_ description: MetricDescription, _ metrics: PerformanceMetrics) -> String {
        let metric = description.value(in: metrics)
        guard let number = metric.number else {
            return metric.isInfinite ? "∞" : "— (\(metric.reason?.english ?? "unknown"))"
        }
        return description.unit == .percent ? String(format: "%.2f %%", number * 100) : String(format: "%.3f", number)
    }
}
