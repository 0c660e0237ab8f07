import Foundation
import FoundationNetworking
import Testing

/// `sigma emulator`: what it refuses, and that what it prints is where it listens.
@Suite("Emulator", .timeLimit(.minutes(10)))
struct EmulatorCommandTests {
    @Test(
        "wrong options are named with their mend",
        arguments: [
            BadInput("venue", "emulator --venue upbt", 64, "--venue 'upbt' is unknown", "did you mean upbit"),
            BadInput("symbol", "emulator --symbol KRW-BTC", 64, "--symbol 'KRW-BTC'", "upbit"),
            BadInput("symbol's kind", "emulator --symbol upbit:KRW-BTC:future", 64, "venue:symbol:linear"),
            BadInput(
                "symbol's form", "emulator --symbol upbit:BTCUSDT", 64, "'BTCUSDT' is not one of upbit's", "KRW-BTC"),
            BadInput("no file", "emulator --market none.sigma", 66, "none.sigma"),
            BadInput("no history", "emulator --market text.csv", 65, "is no history file", "sigma data import"),
            BadInput("speed", "emulator --speed -1", 64, "--speed"),
            BadInput("rate", "emulator --rate 0", 64, "--rate 0", "0.001"),
            BadInput("history", "emulator --history-days 4000", 64, "--history-days 4000"),
            BadInput("start", "emulator --start tomorrow", 64, "--start 'tomorrow'"),
            BadInput("port", "emulator --port 70000", 64, "--port 70000 is out of range"),
            BadInput("venue's port", "emulator --venue-port upbit=x", 64, "--venue-port 'upbit=x'"),
            BadInput("certificate alone", "emulator --tls-cert text.csv", 64, "--tls-cert and --tls-key go together"),
            BadInput("account", "emulator --account key:top-secret", 64, "--account 1", "[venue:]key:secret"),
            BadInput("balance", "emulator --account key:top-secret:KRW", 64, "balance 'KRW'", "ASSET=amount"),
            BadInput("asset", "emulator --account key:top-secret:EUR=5 --port 0", 64, "'EUR'"),
            BadInput("fault", "emulator --fault explode", 64, "--fault", "no kind of fault", "silenceAfter"),
            BadInput("liquidity", "emulator --liquidity 2", 64, "--liquidity 2 is out of range"),
        ])
    func refuses(_ input: BadInput) throws {
        let scratch = try Scratch()
        try scratch.write("time,open\n", to: "text.csv")
        let run = try ProgramRun(input.arguments.split(separator: " ").map(String.init), in: scratch)
        #expect(run.status == input.status, "\(run.errors)")
        for part in input.parts { #expect(run.errors.contains(part), "\(run.errors)") }
        #expect(!run.errors.contains("top-secret"))
    }

    @Test("it listens where it says, and ends in good order", arguments: [true, false])
    func serves(asJSON: Bool) throws {
        let program = try #require(ProgramRun.program)
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments =
            ["emulator", "--venue", "upbit", "--port", "0", "--history-days", "1"] + (asJSON ? ["--json"] : [])
        process.standardOutput = pipe
        try process.run()
        defer { if process.isRunning { process.terminate() } }
        var text = ""
        while !text.hasSuffix(asJSON ? "\n}\n" : "Ctrl-C ends it.\n") {
            let data = pipe.fileHandleForReading.availableData
            try #require(!data.isEmpty, "it ended after: \(text)")
            text += String(decoding: data, as: UTF8.self)
        }
        #expect(text.contains("emulator-key") && text.contains("emulator-secret") && text.contains("ws://127.0.0.1:"))
        let words = text.split { " \"\n,".contains($0) }
        let base = try #require(words.first { $0.hasPrefix("http://") && $0.hasSuffix("/upbit") }, "\(text)")
        let url = try #require(URL(string: base + "/v1/ticker?markets=KRW-BTC"))
        let body = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        #expect(body.contains("\"market\":\"KRW-BTC\""))
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
