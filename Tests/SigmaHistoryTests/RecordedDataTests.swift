import Foundation
import SigmaHistory
import SigmaModel
import Testing

/// Recordings beside the package; without them these tests are skipped.
enum RecordedData {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path

    static let isPresent = FileManager.default.fileExists(atPath: root)

    /// Every table of the venues, relative to the root, sorted.
    static var tables: [String] {
        ["upbit", "binance", "bybit", "binance/vision"].flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
            return names.filter { $0.contains(".csv") }.map { "\(folder)/\($0)" }
        }.sorted()
    }
}

@Suite("Recorded files", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct RecordedDataTests {
    @Test("every table imports and reads back", arguments: RecordedData.tables)
    func imports(name: String) throws {
        let scratch = try Scratch()
        let report = try HistoryImporter.convert(
            "\(RecordedData.root)/\(name)", to: scratch.file("out"), description: description(.candles))
        let file = try HistoryFile(scratch.file("out"))
        try file.verify()
        #expect(file.count == report.rows)
        #expect(file.count >= 100)
        #expect(scratch.names == ["out"])
    }

    @Test(
        "row counts, times and values are those of the source",
        arguments: [
            ("binance/vision/BTCUSDT-trades-20240808.csv.gz", 9_757, ""),
            ("binance/vision/um_BTCUSDT-trades-20240808.csv.gz", 21_313, ""),
            ("binance/vision/BTCUSDT-1h-2020-05_06.csv", 1_468, "1h"),
            ("upbit/KRW-BTC_1d_2020_2026.csv", 2_236, "1d"),
            ("bybit/lean_btcusdt_minute_trade_20221213.csv", 1_440, "1m"),
        ])
    func counts(name: String, rows: Int, timeframe: String) throws {
        var memory = MemoryHistory()
        let report = try HistoryImporter.read("\(RecordedData.root)/\(name)", into: &memory)
        #expect(report.rows == rows)
        #expect(report.timeframe == timeframe)
        #expect(memory.trades.count + memory.candles.count == rows)
    }

    @Test("Korean times become UTC and a nameless day comes from the file's name")
    func times() throws {
        var days = MemoryHistory()
        _ = try HistoryImporter.read("\(RecordedData.root)/upbit/KRW-BTC_1d_2020_2026.csv", into: &days)
        #expect(days.candles.first?.openTime == (try Timestamp("2020-01-01")))
        #expect(days.candles.first?.turnover == (try Money("8582255396.02558")))
        var minutes = MemoryHistory()
        _ = try HistoryImporter.read(
            "\(RecordedData.root)/bybit/lean_btcusdt_minute_trade_20221213.csv", into: &minutes)
        #expect(minutes.candles.last?.openTime == (try Timestamp("2022-12-13T23:59:00Z")))
    }

    @Test(
        "Upbit's answers import oldest first",
        arguments: [
            ("upbit/fixtures/upbit_1m_20200220_170000-20200220_202000.json", "1m"),
            ("upbit/fixtures/upbit_3m_20200220_000000-20200220_100000.json", "3m"),
        ])
    func upbitAnswers(name: String, timeframe: String) throws {
        let scratch = try Scratch()
        let report = try HistoryImporter.convert(
            "\(RecordedData.root)/\(name)", to: scratch.file("out"), description: description(.candles))
        #expect(report.rows == 200)
        #expect(report.timeframe == timeframe)
    }

    @Test("one market of a recorded Upbit session imports with its arrival times")
    func upbitCapture() throws {
        let scratch = try Scratch()
        let report = try HistoryImporter.convert(
            "\(RecordedData.root)/upbit/captures/upbit_ws_simple_20210417_a.jsonl.gz", to: scratch.file("out"),
            description: description(.trades, receiveTimes: true),
            options: ImportOptions(symbol: "KRW-LAMB", format: .json))
        let view = try HistoryFile(scratch.file("out")).trades(as: bitcoin)
        #expect(report.rows == view.count)
        #expect(view[0].price == (try Price("127")))
        #expect(view.receiveTime(at: 0) == (try Timestamp("2021-04-17T16:51:03.010785Z")))
    }
}
