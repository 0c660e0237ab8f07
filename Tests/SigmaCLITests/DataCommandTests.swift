import Foundation
import Testing

@Suite("History commands")
struct DataCommandTests {
    @Test("the same options generate the same bytes, another seed others", arguments: ["candles", "trades", "market"])
    func generation(kind: String) throws {
        let scratch = try Scratch()
        let options = "--days 0.05 --kind \(kind) --timeframe 5m"
        try scratch.sigma("data generate --output a.sigma \(options)")
        try scratch.sigma("data generate --output b.sigma \(options)")
        try scratch.sigma("data generate --output c.sigma \(options) --seed 2")
        #expect(try scratch.bytes("a.sigma") == scratch.bytes("b.sigma"))
        #expect(try scratch.bytes("a.sigma") != scratch.bytes("c.sigma"))
    }

    @Test(
        "what is exported imports to the same bytes",
        arguments: ["candles", "trades", "market"], ["krw-btc KRW-BTC upbit", "btcusdt BTCUSDT binance"])
    func roundTrip(kind: String, market: String) throws {
        let words = market.split(separator: " ").map(String.init)
        let scratch = try Scratch()
        try scratch.sigma("data generate --output a.sigma --days 0.05 --kind \(kind) --preset \(words[0])")
        try scratch.sigma("data export a.sigma --output a.csv")
        let report = try scratch.sigma("data import a.csv --output b.sigma --symbol \(words[1]) --venue \(words[2])")
        #expect(try scratch.bytes("a.sigma") == scratch.bytes("b.sigma"))
        #expect(report.contains("2024-01-01T00:00:00"))
        #expect(scratch.names == ["a.csv", "a.sigma", "b.sigma"])
    }

    @Test("info tells what native and text files hold")
    func info() throws {
        let scratch = try Scratch()
        try scratch.sigma("data generate --output a.sigma --days 1")
        try scratch.sigma("data export a.sigma --output a.csv")
        let text = try scratch.sigma("data info a.sigma a.csv")
        for part in ["upbit KRW-BTC", "1440", "verified", "candle CSV", "1m"] {
            #expect(text.contains(part), "\(text)")
        }
        let json = try JSONSerialization.jsonObject(
            with: Data(try scratch.sigma("data info a.sigma a.csv --json").utf8))
        let files = try #require(json as? [[String: Any]])
        #expect(files.map { $0["rows"] as? Int } == [1_440, 1_440])
        #expect(files.map { $0["checksums"] as? String } == ["verified", "none"])
        #expect(files.map { $0["quantityExponent"] as? Int } == [-8, nil])
    }

    private static let faulty = """
        timestamp,open,high,low,close,volume
        2024-01-01T00:00:00Z,10,12,9,11,1
        2024-01-01T00:02:00Z,10,12,9,11,1
        2024-01-01T00:01:00Z,10,12,9,11,1
        2024-01-01T00:02:00Z,10,12,9,11,1
        2024-01-01T00:05:00Z,10,12,9,11,1
        2024-01-01T00:05:00Z,10,13,9,12,1
        2024-01-01T00:06:00Z,10,5,9,11,1

        """

    @Test("clean reports everything and changes only what it is asked to")
    func clean() throws {
        let scratch = try Scratch()
        try scratch.write(Self.faulty, to: "a.csv")
        let report = try scratch.sigma("data clean a.csv")
        for part in [
            "7 rows examined", "identical duplicates: 1", "conflicting duplicates: 1", "gaps: 1", "nothing changed",
        ] {
            #expect(report.contains(part), "\(report)")
        }
        #expect(try scratch.sigma("data clean a.csv --korean").contains("7행을 검사했습니다"))
        #expect(scratch.names == ["a.csv"])
        let repaired = try scratch.sigma(
            "data clean a.csv --sort --drop-identical --keep last --drop-impossible --fill-gaps --output b.sigma")
        for part in [
            "sorted by time: 1", "dropped identical", "dropped conflicting", "dropped impossible", "filled gaps",
        ] {
            #expect(repaired.contains(part), "\(repaired)")
        }
        try scratch.sigma("data export b.sigma --output b.csv")
        #expect(
            try scratch.text("b.csv") == """
                timestamp,open,high,low,close,volume,turnover,trades
                2024-01-01T00:00:00Z,10,12,9,11,1,0,0
                2024-01-01T00:01:00Z,10,12,9,11,1,0,0
                2024-01-01T00:02:00Z,10,12,9,11,1,0,0
                2024-01-01T00:03:00Z,11,11,11,11,0,0,0
                2024-01-01T00:04:00Z,11,11,11,11,0,0,0
                2024-01-01T00:05:00Z,10,13,9,12,1,0,0

                """)
    }

    @Test("a native file can be cleaned in place when that is forced")
    func inPlace() throws {
        let scratch = try Scratch()
        try scratch.write(Self.faulty, to: "a.csv")
        try scratch.sigma("data clean a.csv --sort --drop-identical --keep first --drop-impossible --output b.sigma")
        let report = try scratch.sigma("data clean b.sigma --fill-gaps --output b.sigma --force --json")
        #expect(report.contains("filledGap"))
        #expect(try scratch.sigma("data info b.sigma").contains("none"))
    }

    @Test(
        "a recorded session becomes a market on which a backtest runs",
        .enabled(if: ProgramRun.hasData, "the folder ../shared/data is absent"))
    func session() throws {
        let scratch = try Scratch()
        let market = "--venue binance --symbol BTCUSDT"
        let source = "\(ProgramRun.data)/binance/captures/spot_btcusdt_20240808.gz"
        try scratch.sigma("data import \(source) --output x.sigma \(market)")
        let text = try scratch.sigma(
            "backtest --market x.sigma \(market) --strategy ema-cross --timeframe 1s --set fast=3 --set slow=9 --json")
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        #expect((object["fills"] as? [Any])?.isEmpty == false)
        #expect((object["data"] as? [String: Any])?["rows"] as? Int == 135_830)
    }
}
