import Foundation
import Testing

@testable import SigmaReport

/// The page through html5lib, which reports every error of the HTML standard's parsing algorithm.
@Suite(
    "Parser oracle",
    .enabled(if: ProcessInfo.processInfo.environment["SIGMA_PYTHON"] != nil, "needs SIGMA_PYTHON, which make test sets")
)
struct ParserOracleTests {
    @Test("the standard's parser finds no error", arguments: [0, 1, 40, 5_000], Language.allCases)
    func parses(trades: Int, language: Language) throws {
        var sample = SampleReport(barCount: 20_000)
        sample.tradeCount = trades
        sample.symbol = "<b>\"&'\u{2028}"
        let html = TearSheet(sample.input()).html(language: language)
        let file = try SampleFiles.write(html, name: "parsed-\(trades)-\(language.rawValue).html")
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Oracles/html_page.py")
        let process = Process()
        process.executableURL = URL(filePath: ProcessInfo.processInfo.environment["SIGMA_PYTHON"] ?? "python3")
        process.arguments = [script.path, file.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
