internal import Foundation
internal import SigmaSimulation

/// Where the result of a backtest goes.
struct BacktestOutput {
    var report: String?
    var language: String
    var json: Bool

    /// Reviews a run, writes its tear sheet and prints its result.
    func write(_ run: BacktestRun, _ data: MarketData) throws {
        let review = try BacktestReview(run, data)
        print(json ? try BacktestJSON(run, review).text() : BacktestSummaryText(run: run, review: review).text)
    }
}

extension BacktestRun {
    /// How market orders were filled, as reports name it.
    var fillRuleName: String {
        if summary.timeframe != nil { return plan.settings.fillRule.rawValue }
        if summary.kind == "books and trades" { return "book" }
        return plan.settings.fillRule == .nextOpen ? "next-trade" : "same-trade"
    }
}
