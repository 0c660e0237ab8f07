import Foundation
import SigmaHistory
import SigmaModel
import SigmaPorts
import Synchronization
import Testing

@testable import SigmaCLI

/// Candles of a minute, one for each but every seventh, in pages of fifty; fails where a test says so.
private final class ScriptedSource: CandleSource {
    private struct State {
        var asked: [Timestamp] = []
        var failures: [GatewayError]
        var pagesLeft: Int
    }

    private let state: Mutex<State>

    init(failures: [GatewayError] = [], pages: Int = .max) {
        state = Mutex(State(failures: failures, pagesLeft: pages))
    }

    var asked: [Timestamp] { state.withLock { $0.asked } }

    static func isThere(_ time: Timestamp) -> Bool { time.nanoseconds / 60_000_000_000 % 7 != 0 }

    static func candle(_ time: Timestamp) -> Candle {
        let price = Price(raw: 100_000_000 + time.nanoseconds / 60_000_000_000)
        return Candle(
            instrument: InstrumentID(0), timeframe: .oneMinute, openTime: time, open: price, high: price, low: price,
            close: price, volume: Quantity(raw: 12_345_678), turnover: Money(raw: 9_876_543_210), tradeCount: 3)
    }

    func candles(
        of symbol: String, kind: InstrumentKind, timeframe: Timeframe, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> CandlePage {
        let failure: GatewayError? = state.withLock { state in
            state.asked.append(from)
            if !state.failures.isEmpty { return state.failures.removeFirst() }
            state.pagesLeft -= 1
            return state.pagesLeft < 0 ? ScriptedSource.broken : nil
        }
        if let failure { throw failure }
        let end = min(to, from + TimeSpan(seconds: 3_000))
        var candles: [Candle] = []
        var time = from
        while time < end {
            if ScriptedSource.isThere(time) { candles.append(ScriptedSource.candle(time)) }
            time = time + TimeSpan(seconds: 60)
        }
        return CandlePage(candles: candles, next: end < to ? end : nil)
    }

    private static let broken = GatewayError(.invalid, at: .upbit, "broken", mend: "mend it")
}

@Suite("Downloads")
struct DownloadTests {
    private let start = Timestamp(CivilDate(year: 2025, month: 1, day: 1))

    private func request(hours: Int64 = 10, from: Timestamp? = nil) throws -> DownloadRequest {
        let begin = from ?? start
        return DownloadRequest(
            description: try FetchVenue.upbit.description("KRW-BTC", isLinear: false, .oneMinute), source: .upbit,
            from: begin, to: start + TimeSpan(seconds: hours * 3_600))
    }

    private func run(
        _ source: ScriptedSource, _ request: DownloadRequest, to output: String, force: Bool = false,
        clock: any SessionClock = ManualClock(.epoch)
    ) async throws -> DownloadSummary {
        var target = try DownloadTarget(output, request, force: force)
        var download = CandleDownload(source, request, clock: clock)
        try await download.run(&target)
        return try target.finish()
    }

    private func times(_ hours: Int64) -> [Timestamp] {
        (0..<hours * 60).map { start + TimeSpan(seconds: 60 * $0) }.filter { ScriptedSource.isThere($0) }
    }

    private func check(_ path: String, hours: Int64) throws {
        let file = try HistoryFile(path)
        try file.verify()
        let candles = Array(try file.candles(as: InstrumentID(0)))
        #expect(candles.map(\.openTime) == times(hours))
        #expect(candles == times(hours).map { ScriptedSource.candle($0) })
        #expect(file.description.venue == .upbit && file.description.symbol == "KRW-BTC")
        #expect(file.description.base == "BTC" && file.description.timeframe == .oneMinute)
    }

    @Test("a download is a history file with every candle, and leaves nothing beside it")
    func whole() async throws {
        let scratch = try Scratch()
        let output = "\(scratch.path)/a.sigma"
        let summary = try await run(ScriptedSource(), try request(), to: output)
        try check(output, hours: 10)
        #expect(scratch.names == ["a.sigma"])
        #expect(summary.downloaded == times(10).count && summary.earlier == 0)
        #expect(summary.text.contains("upbit KRW-BTC 1m"))
    }

    @Test("an interrupted download goes on where it was, whatever page it had reached", arguments: [0, 1, 5, 11])
    func interrupted(pages: Int) async throws {
        let scratch = try Scratch()
        let output = "\(scratch.path)/a.sigma"
        await #expect(throws: CommandFailure.self) {
            try await run(ScriptedSource(pages: pages), try request(), to: output)
        }
        #expect(scratch.names == (pages == 0 ? [] : ["a.sigma.part", "a.sigma.part.json"]))
        if pages > 0 {
            // What was written behind the kept place, half a row say, does not count.
            let handle = try #require(FileHandle(forWritingAtPath: output + ".part"))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("2025-01-01T00:59:00Z,1,".utf8))
            try handle.close()
        }
        let rest = ScriptedSource()
        let summary = try await run(rest, try request(), to: output)
        #expect(rest.asked.first == start + TimeSpan(seconds: Int64(pages) * 3_000))
        #expect(summary.downloaded == times(10).count)
        try check(output, hours: 10)
        #expect(scratch.names == ["a.sigma"])
    }

    @Test("a file that is there is continued from its end, and asked for nothing when it has all")
    func continued() async throws {
        let scratch = try Scratch()
        let output = "\(scratch.path)/a.sigma"
        _ = try await run(ScriptedSource(), try request(hours: 3), to: output)
        let more = ScriptedSource()
        let summary = try await run(more, try request(hours: 10), to: output)
        try check(output, hours: 10)
        let end = try #require(times(3).last)
        #expect(more.asked.first == end + TimeSpan(seconds: 60))
        #expect(summary.earlier == times(3).count && summary.downloaded == times(10).count - times(3).count)
        let bytes = try scratch.bytes("a.sigma")
        let none = ScriptedSource()
        let same = try await run(none, try request(hours: 10), to: output)
        #expect(same.downloaded == 0 && same.earlier == times(10).count)
        #expect(try scratch.bytes("a.sigma") == bytes && scratch.names == ["a.sigma"])
    }

    @Test("another download's rows and another file are not touched without --force")
    func others() async throws {
        let scratch = try Scratch()
        let output = "\(scratch.path)/a.sigma"
        await #expect(throws: CommandFailure.self) {
            try await run(ScriptedSource(pages: 2), try request(), to: output)
        }
        let later = try request(from: start + TimeSpan(seconds: 3_600))
        let other = await #expect(throws: CommandFailure.self) {
            try await run(ScriptedSource(), later, to: output)
        }
        #expect(other?.kind == .usage && other?.description.contains("--force") == true)
        _ = try await run(ScriptedSource(), later, to: output, force: true)
        #expect(try HistoryFile(output).firstTime == start + TimeSpan(seconds: 3_600))
        let early = await #expect(throws: CommandFailure.self) {
            try await run(ScriptedSource(), try request(hours: 1, from: start - .day), to: output)
        }
        #expect(early?.kind == .cannotWrite)
        let days = DownloadRequest(
            description: try FetchVenue.upbit.description("KRW-BTC", isLinear: false, .oneDay), source: .upbit,
            from: start, to: start + .day)
        let length = await #expect(throws: CommandFailure.self) {
            try await run(ScriptedSource(), days, to: output)
        }
        #expect(length?.description.contains("holds upbit KRW-BTC 1m candles") == true)
    }

    @Test("a damaged place beside the rows is said to be damaged")
    func damaged() async throws {
        let scratch = try Scratch()
        let output = "\(scratch.path)/a.sigma"
        for (place, rows) in [("not JSON", "x"), (#"{"download":"d","next":1,"bytes":500,"rows":1}"#, "short")] {
            try scratch.write(place, to: "a.sigma.part.json")
            try scratch.write(rows, to: "a.sigma.part")
            let error = await #expect(throws: CommandFailure.self) {
                try await run(ScriptedSource(), try request(), to: output)
            }
            #expect(error?.kind == .badData && error?.description.contains("--force") == true)
        }
    }

    @Test("a span without candles writes nothing and says so")
    func empty() async throws {
        let scratch = try Scratch()
        let seventh = Timestamp(nanoseconds: start.nanoseconds / 420_000_000_000 * 420_000_000_000)
        let none = DownloadRequest(
            description: try FetchVenue.upbit.description("KRW-BTC", isLinear: false, .oneMinute), source: .upbit,
            from: seventh, to: seventh + TimeSpan(seconds: 60))
        let error = await #expect(throws: CommandFailure.self) {
            try await run(ScriptedSource(), none, to: "\(scratch.path)/a.sigma")
        }
        #expect(error?.kind == .badData && scratch.names.isEmpty)
    }

    @Test("a venue that is away is waited for, as long as it asks; one that refuses is not")
    func retries() async throws {
        let scratch = try Scratch()
        let clock = ManualClock(start)
        let limited = GatewayError(
            .limited, at: .upbit, "too many", mend: "wait", retryAfter: TimeSpan(seconds: 90))
        let away = GatewayError(.unavailable, at: .upbit, "a web page", mend: "wait")
        let source = ScriptedSource(failures: [limited, away])
        let request = try request(hours: 1)
        let output = "\(scratch.path)/a.sigma"
        async let summary = run(source, request, to: output, clock: clock)
        for _ in 0..<2 {
            await clock.untilAsleep()
            let waking = try #require(clock.nextWaking)
            if source.asked.count == 1 { #expect(waking >= start + TimeSpan(seconds: 90)) }
            clock.advance(to: waking)
        }
        #expect(try await summary.downloaded == times(1).count)
        #expect(source.asked.count == 4)
        let forbidden = GatewayError(.forbidden, at: .upbit, "no", mend: "m")
        let refusing = ScriptedSource(failures: [forbidden])
        let error = await #expect(throws: CommandFailure.self) {
            try await run(refusing, request, to: "\(scratch.path)/b.sigma")
        }
        #expect(error?.kind == .configuration && refusing.asked.count == 1)
    }

    @Test("the line tells the share, the place, and the time that is left at the pace so far")
    func progress() {
        var progress = DownloadProgress("KRW-BTC", isShown: false)
        #expect(!progress.text(0.5, at: start, TimeSpan(seconds: 10)).contains("left"))
        progress.begin(at: 0.2, TimeSpan(seconds: 100))
        let text = progress.text(0.4, at: start, TimeSpan(seconds: 130))
        #expect(text == "KRW-BTC ████████░░░░░░░░░░░░ 40 %  2025-01-01  90 s left" || text.hasSuffix("2 min left"))
        #expect(DownloadProgress.duration(89) == "89 s" && DownloadProgress.duration(600) == "10 min")
        #expect(DownloadProgress.duration(7_200) == "2 h")
        #expect(!progress.text(1, at: start, TimeSpan(seconds: 200)).contains("left"))
    }

    @Test(
        "options that make no sense are refused with a mend, before anything is asked",
        arguments: [
            ("--venue upbt --symbol KRW-BTC --timeframe 1m --from 2025-01-01", "did you mean upbit?"),
            ("--venue upbit --symbol BTCUSDT --timeframe 1m --from 2025-01-01", "KRW-BTC"),
            ("--venue upbit --symbol KRW-BTC --timeframe 7m --from 2025-01-01", "it takes"),
            ("--venue upbit --symbol KRW-BTC --timeframe tick --from 2025-01-01", "it takes"),
            ("--venue upbit --symbol KRW-BTC --timeframe 1m --from yesterday", "2024-01-31"),
            ("--venue upbit --symbol KRW-BTC --timeframe 1m --from 2099-01-01", "in the future"),
            (
                "--venue upbit --symbol KRW-BTC --timeframe 1m --from 2025-01-02 --to 2025-01-01T12:00:00Z",
                "exchange them"
            ),
            ("--venue upbit --symbol KRW-BTC --timeframe 1m --from 1970-01-01", "every market"),
            ("--venue upbit --symbol KRW-BTC --timeframe 1m --from 2025-01-01 --linear", "leave it out"),
            ("--venue upbit --symbol KRW-BTC --timeframe 1m --from 2025-01-01 --address localhost", "http://"),
            ("--venue yahoo --symbol X --timeframe 1m", "--from"),
        ])
    func nonsense(options: String, words: String) throws {
        let scratch = try Scratch()
        let arguments = "data fetch \(options) --output a.sigma".split(separator: " ").map(String.init)
        let run = try ProgramRun(arguments, in: scratch)
        #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
        #expect(scratch.names.isEmpty)
    }

    @Test("a venue that cannot be reached is said to be so, with the mend")
    func unreachable() throws {
        let scratch = try Scratch()
        let options =
            "data fetch --venue upbit --symbol KRW-BTC --timeframe 1m --from 2025-01-01 --to 2025-01-02"
            + " --address http://127.0.0.1:9/upbit --output a.sigma"
        let run = try ProgramRun(options.split(separator: " ").map(String.init), in: scratch)
        #expect(run.status == 69 && run.errors.contains("network"), "\(run.errors)")
    }
}
