import Foundation
import SigmaHistory
import SigmaModel
import Testing

@Suite("Import")
struct ImportTests {
    private func candles(_ text: String, _ options: ImportOptions = ImportOptions()) throws -> [Candle] {
        let scratch = try Scratch()
        var memory = MemoryHistory()
        _ = try HistoryImporter.read(try scratch.write(text, to: "20240102.csv"), options: options, into: &memory)
        return memory.candles
    }

    private func trades(_ text: String, _ options: ImportOptions = ImportOptions()) throws -> [Trade] {
        let scratch = try Scratch()
        var memory = MemoryHistory()
        _ = try HistoryImporter.read(try scratch.write(text, to: "trades"), options: options, into: &memory)
        return memory.trades
    }

    @Test(
        "times of any magnitude, with and without zone",
        arguments: [
            ("1704164645", "2024-01-02T03:04:05Z"), ("1704164645123", "2024-01-02T03:04:05.123Z"),
            ("1704164645123456", "2024-01-02T03:04:05.123456Z"),
            ("1704164645123456789", "2024-01-02T03:04:05.123456789Z"), ("1704164645.5", "2024-01-02T03:04:05.5Z"),
            ("2024-01-02", "2024-01-02"), ("2024-01-02 03:04:05", "2024-01-02T03:04:05Z"),
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"), ("2024-01-02T12:04:05+09:00", "2024-01-02T03:04:05Z"),
            ("\"2024-01-02T03:04:05.25\"", "2024-01-02T03:04:05.25Z"), ("2024-01-02 03:04", "2024-01-02T03:04:00Z"),
        ])
    func times(text: String, time: String) throws {
        let rows = try candles(
            "time,open,high,low,close,volume\n\(text),1,1,1,1,1\n", ImportOptions(timeframe: .oneSecond))
        #expect(rows.first?.openTime == (try Timestamp(time)))
    }

    @Test("Korean columns are nine hours ahead, unless the time says its zone")
    func korea() throws {
        let header = "candle_time_kst,open,high,low,close,volume\n"
        let options = ImportOptions(timeframe: .oneDay)
        for text in ["2024-01-02 09:00:00", "2024-01-02T00:00:00Z", "2024-01-02T09:00:00.000", "1704153600"] {
            #expect(
                try candles("\(header)\(text),1,1,1,1,1\n", options).first?.openTime == (try Timestamp("2024-01-02")))
        }
    }

    @Test(
        "Binance's layouts, with and without header, milliseconds and microseconds",
        arguments: [
            "7,61837.63000000,0.02000000,1236.75,1723161255342,True,True",
            "7,61837.63,0.02,1236.75,1723161255342,true",
            "7,61837.63,0.02,11,12,1723161255342,true,true", "7,61837.63,0.02,11,12,1723161255342000,True",
            "id,price,qty,quote_qty,time,is_buyer_maker\n7,61837.63,0.02,1236.75,1723161255342,true",
            "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n"
                + "7,61837.63,2e-2,11,12,1723161255342,true",
            "timestamp,symbol,side,size,price,tickDirection,id\r\n1723161255.342,BTCUSDT,Sell,0.02,61837.63,PlusTick,7\r\n",
        ])
    func tradeLayouts(text: String) throws {
        let expected = Trade(
            instrument: bitcoin, time: Timestamp(milliseconds: 1_723_161_255_342), price: try Price("61837.63"),
            quantity: try Quantity("0.02"), aggressor: .sell, id: 7)
        #expect(try trades(text) == [expected])
        #expect(try trades("\u{FEFF}\(text)\n\n") == [expected])
    }

    @Test("a 12-column kline keeps turnover and trade count; the step between rows is the timeframe")
    func klines() throws {
        let text = """
            1706745600000,0.1592,0.1598,0.1591,0.1598,506355.0,1706745659999,80756.28594,311,380529.9,60711.92171,0
            1706745660000,0.1598,0.1601,0.1597,0.1600,393577.2,1706745719999,62937.83970,367,292985.2,46856.95794,0
            """
        let rows = try candles(text)
        #expect(rows.count == 2)
        #expect(rows[1].timeframe == .oneMinute)
        #expect(rows[1].turnover == (try Money("62937.8397")))
        #expect(rows[1].tradeCount == 367)
        #expect(rows[0].volume == (try Quantity("506355")))
    }

    @Test(
        "each fault is one error that names line, field, text and mend",
        arguments: [
            ("1,2,3,4,1723161255342,True\n2,x,3,4,1723161255342,True", 2, "open or price", "x"),
            ("1,2,3,4,1723161255342,True\n2,2,3,4,1723161255342", 2, "row", "2,2,3,4,1723161255342"),
            ("1,2,3,4,1723161255342,True\n\n2,2,nan,4,1723161255342,True", 3, "volume or quantity", "nan"),
            (
                "1,2,3,4,1723161255342,True\n2,2,0.000000001,4,1723161255342,True", 2, "volume or quantity",
                "0.000000001"
            ),
            (
                "1,2,3,4,1723161255342,True\n2,99999999999999,1,4,1723161255342,True", 2, "open or price",
                "99999999999999"
            ),
            ("1,2,3,4,1723161255342,True\n2,2,3,4,99999999999999,True", 2, "time", "99999999999999"),
            ("1,2,3,4,1723161255342,True\n2,2,3,4,-5,True", 2, "time", "-5"),
            ("1,2,3,4,1723161255342,True\n2,2,3,4,1723161255342,maybe", 2, "is_buyer_maker", "maybe"),
            ("1,2,3,4,1723161255342,True\n-2,2,3,4,1723161255342,True", 2, "id", "-2"),
            ("1,2,3,4,1723161255342,True\n2,,3,4,1723161255342,True", 2, "open or price", ""),
            ("1,2,3,4,1723161255342,True\n2,-2,3,4,1723161255342,True", 2, "price", "-2"),
            ("1,2,3,4,1723161255342,True\n2,2,0,4,1723161255342,True", 2, "quantity", "0"),
            ("1,2,3,4,1723161255342,True\n2,2,3,4,1723161255341,True", 2, "time", "2024-08-08T23:54:15.341Z"),
        ])
    func rowErrors(text: String, line: Int, field: String, wrong: String) throws {
        let scratch = try Scratch()
        let target = try scratch.write("precious", to: "target")
        let path = try scratch.write(text, to: "trades.csv")
        let error = #expect(throws: HistoryError.self) {
            try HistoryImporter.convert(path, to: target, description: description(.trades))
        }
        guard case .row(path, line, field, wrong, _)? = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
        #expect(scratch.names == ["target", "trades.csv"])
        #expect(try bytes(of: target) == Array("precious".utf8))
    }

    @Test(
        "impossible and repeated candles do not become a file",
        arguments: ["60,2,3,4,2,1", "60,2,3,1,2,-1", "60,-2,3,-2,2,1", "0,2,3,1,2,1", "60,2,3,1,4,1"])
    func candleErrors(row: String) throws {
        let scratch = try Scratch()
        let path = try scratch.write("time,open,high,low,close,volume\n0,2,3,1,2,1\n\(row)\n", to: "c.csv")
        let options = ImportOptions(timeframe: .oneMinute)
        let error = #expect(throws: HistoryError.self) {
            try HistoryImporter.convert(
                path, to: scratch.file("out"), description: description(.candles), options: options)
        }
        #expect(error?.description.hasPrefix("\(path):3: ") == true)
        #expect(scratch.names == ["c.csv"])
        var memory = MemoryHistory()
        #expect(try HistoryImporter.read(path, options: options, into: &memory).rows == 2)
    }

    @Test(
        "a file that is no table is one clear error",
        arguments: [
            "", "\n\n", "hello", "time,open,high,low,volume\n1,1,1,1,1\n", "1,2,3\n", "time,price,qty\n1,1,1\n",
            "time,open,high,low,close,volume\n", "time,open,high,low,close,volume\n0,1,1,1,1,1\n", "{\"a\":1}", "[",
            "[{\"a\":",
            "[]", "{\"opening_price\":1}", "PK\u{3}\u{4}garbage",
            "time,open,high,low,close,volume\n1,1,1,1,1,1\n8,1,1,1,1,1",
        ])
    func noTable(text: String) throws {
        let scratch = try Scratch()
        let path = try scratch.write(text, to: "file")
        let error = #expect(throws: HistoryError.self) {
            try HistoryImporter.convert(path, to: scratch.file("out"), description: description(.candles))
        }
        #expect(error?.description.hasPrefix("\(path):") == true)
        #expect(scratch.names == ["file"])
    }

    @Test("missing files and directories are one clear error")
    func missing() throws {
        let scratch = try Scratch()
        for path in [scratch.file("absent"), scratch.path] {
            #expect(throws: HistoryError.self) {
                try HistoryImporter.convert(path, to: scratch.file("out"), description: description(.candles))
            }
        }
        #expect(scratch.names.isEmpty)
        try write([], to: scratch.file("native"))
        var memory = MemoryHistory()
        #expect(throws: HistoryError.self) { try HistoryImporter.read(scratch.file("native"), into: &memory) }
    }

    @Test("the fast reader and the exact reader agree on every row", arguments: 0..<300 as Range<UInt64>)
    func fastAndExact(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var plain = "time,price,qty,id,is_buyer_maker\n"
        var quoted = plain
        for _ in 0..<40 {
            let row = [
                RandomText.time(&generator), RandomText.decimal(&generator), RandomText.decimal(&generator),
                String(generator.next() >> (1 + generator.next() % 63)), generator.next() & 1 == 0 ? "True" : "false",
            ]
            plain += row.joined(separator: ",") + (generator.next() & 1 == 0 ? "\n" : "\r\n")
            // A quoted field is never of the plain form, so this row takes the exact path.
            quoted += row.map { "\"\($0)\"" }.joined(separator: ",") + "\n"
        }
        #expect(try trades(plain) == trades(quoted))
    }

    @Test("compressed files give what plain ones give, of any size", arguments: [1, 100, 60_000])
    func compressed(rows: Int) throws {
        let scratch = try Scratch()
        var text = ""
        for index in 0..<rows { text += "\(index),61837.63,0.02,1236.75,\(1_723_161_255_342 + index),True,True\n" }
        let plain = try trades(text)
        #expect(plain.count == rows)
        let path = try scratch.write(text, to: "t.csv")
        try run("/bin/gzip", ["-nk", path])
        var gzip = MemoryHistory()
        _ = try HistoryImporter.read(path + ".gz", into: &gzip)
        #expect(gzip.trades == plain)
        let packed = try bytes(of: path + ".gz")
        try #require(packed.count > 18)
        for isStored in [true, false] {
            let archive = try scratch.write(
                ZipText.archive(text: Array(text.utf8), gzip: packed, isStored: isStored), to: "t.zip")
            var zip = MemoryHistory()
            _ = try HistoryImporter.read(archive, into: &zip)
            #expect(zip.trades == plain)
        }
    }

    @Test(
        "a zip archive that cannot be read says why",
        arguments: [
            (6, 1, "encrypted"), (8, 12, "method 12"), (14, 0x77, "checksum"), (19, 0x70, "too early"),
            (40, 0x07, "header"),
        ])
    func zipErrors(offset: Int, value: UInt8, reason: String) throws {
        let scratch = try Scratch()
        let text = "7,61837.63,0.02,1236.75,1723161255342,true\n"
        let path = try scratch.write(text, to: "t.csv")
        try run("/bin/gzip", ["-nk", path])
        var archive = ZipText.archive(text: Array(text.utf8), gzip: try bytes(of: path + ".gz"), isStored: false)
        // The offsets are those of the local header; the directory repeats the fields two bytes further on.
        let directory = archive.count - 22 - 46 - 1
        archive[directory + offset + 2] = value
        let damaged = try scratch.write(archive, to: "d.zip")
        let error = #expect(throws: HistoryError.self) {
            try HistoryImporter.convert(damaged, to: scratch.file("out"), description: description(.trades))
        }
        #expect(error?.description.contains(reason) == true)
    }

    @Test("damaged archives are errors", arguments: 0..<60 as Range<UInt64>)
    func damagedArchives(seed: UInt64) throws {
        let scratch = try Scratch()
        let text = (0..<500).map { "\($0),61837.63,0.02,1236.75,\(1_723_161_255_342 + $0),True,True\n" }.joined()
        let path = try scratch.write(text, to: "t.csv")
        try run("/bin/gzip", ["-nk", path])
        var generator = SplitMix64(seed: seed)
        var damaged = try bytes(of: path + ".gz")
        if seed % 2 == 0 {
            damaged.removeLast(1 + Int(generator.next() % UInt64(damaged.count - 12)))
        } else {
            // Behind the ten bytes of header, most of which mean nothing to the data.
            damaged[10 + Int(generator.next() % UInt64(damaged.count - 10))] ^= 1 << UInt8(generator.next() % 8)
        }
        let archive = try scratch.write(damaged, to: "d.gz")
        #expect(throws: HistoryError.self) {
            try HistoryImporter.convert(archive, to: scratch.file("out"), description: description(.trades))
        }
        #expect(scratch.names == ["d.gz", "t.csv", "t.csv.gz"])
    }

    private func run(_ tool: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}

/// Builds a zip archive of one file named `t` from the file and its gzip form.
private enum ZipText {
    static func archive(text: [UInt8], gzip: [UInt8], isStored: Bool) -> [UInt8] {
        func number(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        let data = isStored ? text : Array(gzip[10..<gzip.count - 8])
        let checksum = Array(gzip[(gzip.count - 8)..<(gzip.count - 4)])
        let common =
            number(20, 2) + number(0, 2) + number(isStored ? 0 : 8, 2) + number(0, 4) + checksum + number(data.count, 4)
            + number(text.count, 4) + number(1, 2) + number(0, 2)
        let local = number(0x0403_4B50, 4) + common + Array("t".utf8) + data
        let directory = number(0x0201_4B50, 4) + number(20, 2) + common + number(0, 14) + Array("t".utf8)
        let end = number(0x0605_4B50, 4) + number(0, 4) + number(1, 2) + number(1, 2)
        return local + directory + end + number(directory.count, 4) + number(local.count, 4) + number(0, 2)
    }
}

/// Random spellings of what tables hold.
private enum RandomText {
    static func decimal(_ generator: inout SplitMix64) -> String {
        let whole = generator.next() >> (28 + generator.next() % 36)
        let places = Int(generator.next() % 9)
        let part = String((0..<places).map { _ in Character(String(generator.next() % 10)) })
        let zeros = String(repeating: "0", count: Int(generator.next() % 4))
        return places == 0 ? "\(whole)" : "\(whole).\(part)\(zeros)"
    }

    static func time(_ generator: inout SplitMix64) -> String {
        let seconds = Int64(generator.next() % 9_000_000_000)
        switch generator.next() % 5 {
        case 0: return "\(seconds)"
        case 1: return "\(100_000_000_000 + seconds * 1_000 % 9_000_000_000_000)"
        case 2: return "\(100_000_000_000_000 + seconds * 1_000_000 % 9_000_000_000_000_000)"
        case 3: return "\(Timestamp(seconds: seconds))"
        default: return String("\(Timestamp(seconds: seconds))".dropLast()).replacing("T", with: " ")
        }
    }
}
