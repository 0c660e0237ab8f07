import Foundation
import Testing

@testable import SigmaReport

@Suite("Tear sheet")
struct TearSheetTests {
    @Test("samples to look at", arguments: [40, 0, 1, 5_000])
    func samples(trades: Int) throws {
        var sample = SampleReport()
        sample.tradeCount = trades
        let html = TearSheet(sample.input()).html(language: .english)
        let file = try SampleFiles.write(html, name: "sample-\(trades)-trades.html")
        print("sample report: \(file.path) (\(html.utf8.count) bytes)")
        #expect(html.hasSuffix("</html>\n"))
    }
}
