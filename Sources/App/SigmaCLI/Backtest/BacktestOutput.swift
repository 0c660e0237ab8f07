internal import Foundation
internal import SigmaReport
internal import SigmaSimulation

/// Where the result of a backtest goes.
struct BacktestOutput {
    /// The tear sheet's path, if one is wanted.
    var report: String?
    var language: Language
    var json: Bool

    /// Checks the texts of options.
    init(report: String?, language: String, json: Bool) throws {
        guard let language = Language(rawValue: language) else {
            throw CommandFailure(.usage, OptionText.choice("--language", language, Language.allCases.map(\.rawValue)))
        }
        self.report = report
        self.language = language
        self.json = json
    }

    /// Reviews a run, writes its tear sheet and prints its result.
    func write(_ run: BacktestRun, _ data: MarketData) throws {
        let review = try BacktestReview(run, data)
        if let report {
            let sheet = TearSheet(BacktestReport(run: run, review: review).input).html(language: language)
            try OutputFile.write(sheet, to: report)
        }
        print(json ? try BacktestJSON(run, review).text() : BacktestSummaryText(run: run, review: review).text)
        if let report, !json { print("  tear sheet       \(URL(fileURLWithPath: report).path)") }
    }
}

/// Writes whole files: a reader sees the old content or the new, never a part.
enum OutputFile {
    /// Writes to a temporary file beside the target and renames it.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            throw CommandFailure(
                .cannotWrite, "\(path): cannot be written; check that \(folder) exists and that you may write there")
        }
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
