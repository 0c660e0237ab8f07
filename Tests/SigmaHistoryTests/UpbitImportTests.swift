import SigmaHistory
import SigmaModel
import Testing

@Suite("Upbit answers")
struct UpbitImportTests {
    private static func candle(_ time: String, close: String = "3", market: String = "KRW-BTC", unit: String = "1")
        -> String
    {
        """
        {"market":"\(market)","candle_date_time_utc":"\(time)","candle_date_time_kst":"x","opening_price":2,
         "high_price":4.0,"low_price":1e0,"trade_price":\(close),"timestamp":1582197598691,
         "candle_acc_trade_price":30279009.546810001,"candle_acc_trade_volume":2.63267824,"unit":\(unit)}
        """
    }

    private static func tick(_ id: Int, time: Int, side: String = "BID", volume: String = "0.5") -> String {
        #"{"market":"KRW-BTC","timestamp":\#(time),"trade_price":100,"trade_volume":\#(volume),"ask_bid":"\#(side)","#
            + #""sequential_id":\#(id)}"#
    }

    private func read(_ text: String, _ options: ImportOptions = ImportOptions()) throws -> (
        MemoryHistory, ImportReport
    ) {
        let scratch = try Scratch()
        var memory = MemoryHistory()
        let report = try HistoryImporter.read(try scratch.write(text, to: "u.json"), options: options, into: &memory)
        return (memory, report)
    }

    @Test("candles come oldest first, their turnover rounded, repeated pages once")
    func candles() throws {
        let (newer, older) = (
            UpbitImportTests.candle("2024-01-02T00:01:00"), UpbitImportTests.candle("2024-01-02T00:00:00")
        )
        let (memory, report) = try read("[\(newer),\(older)]\n[\(older)]\n")
        #expect(memory.candles.map(\.openTime) == (try [Timestamp("2024-01-02"), Timestamp("2024-01-02T00:01:00Z")]))
        #expect(report.format == "Upbit candles" && report.timeframe == "1m")
        #expect(report.rows == 2 && report.repetitions == 1)
        #expect(memory.candles[0].turnover == (try Money("30279009.54681")))
        #expect(memory.candles[0].low == (try Price("1")))
        #expect(memory.candles[0].close == (try Price("3")))
    }

    @Test("days are known by their change of price")
    func days() throws {
        let day = UpbitImportTests.candle("2024-01-02T00:00:00").replacing("\"unit\":1", with: "\"change_price\":1")
        #expect(try read("[\(day)]").1.timeframe == "1d")
    }

    @Test("trades come oldest first, plain or in a recording")
    func trades() throws {
        let (first, second) = (
            UpbitImportTests.tick(1, time: 1_751_068_799_336),
            UpbitImportTests.tick(2, time: 1_751_068_799_336, side: "ASK")
        )
        let (plain, report) = try read("[\(second),\(first)]")
        #expect(plain.trades.map(\.id) == [1, 2])
        #expect(plain.trades.map(\.aggressor) == [.buy, .sell])
        #expect(report.format == "Upbit trades")
        let escaped = "[\(second),\(first)]".replacing("\"", with: "\\\"")
        let (recorded, _) = try read("{\"ts\":\"1751068799.5\",\"dir\":\"http\",\"body\":\"\(escaped)\"}\n")
        #expect(recorded.trades == plain.trades)
    }

    @Test("one market of several is taken when named, and an error otherwise")
    func markets() throws {
        let text =
            UpbitImportTests.candle("2024-01-02T00:00:00") + "\n"
            + UpbitImportTests.candle("2024-01-02T00:00:00", market: "KRW-XRP")
        #expect(try read(text, ImportOptions(symbol: "KRW-XRP")).0.candles.count == 1)
        let error = #expect(throws: HistoryError.self) { try read(text) }
        #expect(error?.description.contains(":4: market \"KRW-XRP\"") == true)
    }

    @Test(
        "each fault is one error with its line and field",
        arguments: [
            (candle("2024-13-02T00:00:00"), "candle_date_time_utc"),
            (candle("2024-01-02T00:00:00", close: "null"), "trade_price"),
            (candle("2024-01-02T00:00:00", close: "1e99"), "trade_price"),
            (candle("2024-01-02T00:00:00", unit: "7"), "unit"),
            (candle("2024-01-02T00:00:00", close: "5"), "candle"), (tick(1, time: -1), "timestamp"),
            (tick(1, time: 1_751_068_799_336, side: "NONE"), "ask_bid"),
            (tick(-1, time: 1_751_068_799_336), "sequential_id"),
            (tick(1, time: 1_751_068_799_336, volume: "0"), "trade"), (tick(1, time: 1, volume: "NaN"), "trade_volume"),
            ("[" + tick(1, time: 1), "JSON"), (String(tick(1, time: 1).dropLast(9)), "JSON"), ("[tru]", "JSON"),
            (candle("2024-01-02T00:00:00") + candle("2024-01-02T00:00:00", close: "2"), "candle"),
        ])
    func faults(text: String, field: String) throws {
        let scratch = try Scratch()
        let path = try scratch.write("\n" + text, to: "u.json")
        let options = ImportOptions(format: .json)
        let error = #expect(throws: HistoryError.self) {
            try HistoryImporter.convert(
                path, to: scratch.file("out"), description: description(.trades), options: options)
        }
        guard case .row(path, let line, field, _, _)? = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
        #expect((2...5).contains(line))
        #expect(scratch.names == ["u.json"])
    }

    @Test("deeply nested text is refused or ignored without harm")
    func nesting() throws {
        let deep = String(repeating: "{\"body\":", count: 50_000) + "1" + String(repeating: "}", count: 50_000)
        #expect(throws: HistoryError.self) { try read(deep) }
        #expect(throws: HistoryError.self) { try read(String(repeating: "[", count: 50_000)) }
    }

    @Test("Upbit's names in a CSV header work for trades too")
    func csv() throws {
        let (memory, _) = try read(
            "timestamp,trade_price,trade_volume,ask_bid,sequential_id\n1751068799336,100,0.5,ASK,9\n")
        #expect(memory.trades.map(\.aggressor) == [.sell])
        #expect(memory.trades.map(\.price) == (try [Price("100")]))
    }
}
