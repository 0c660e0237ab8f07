import Foundation
import SigmaObservability
import Testing

/// The exposition read by programs that know nothing of ours.
@Suite("Exposition, read by others")
struct ExpositionOracleTests {
    static let promtool = "/usr/bin/promtool"
    static let hasPromtool = FileManager.default.isExecutableFile(atPath: promtool)
    static let python = ProcessInfo.processInfo.environment["SIGMA_PYTHON"]

    /// Every kind of instrument, with awkward names and values.
    static func sample() -> PrometheusRegistry {
        let registry = PrometheusRegistry()
        registry.counter("sigma_orders_total", "Orders.", labels: [("venue", "upbit"), ("side", "buy")]).increment(
            by: 3)
        registry.counter("sigma_orders_total", "Orders.", labels: [("venue", "a\"b\\c\nd 한글"), ("side", "")])
            .increment()
        registry.sum("sigma_work_seconds_total", "Work \\ with\na line feed.").increment(by: 0.1)
        registry.gauge("sigma_equity_won", "Equity.").set(-1.25e18)
        registry.gauge("sigma_unknown_ratio", "Not known yet.").set(Double.nan)
        registry.gauge("sigma_limit_ratio", "No limit.").set(Double.infinity)
        let histogram = registry.histogram("sigma_latency_seconds", "Latency.", labels: [("stage", "risk")])
        for index in 0..<1_000 { histogram.observe(nanoseconds: Int64(index) * 1_000) }
        let recorder = LatencyRecorder()
        for index in 1...1_000 { recorder.record(nanoseconds: Int64(index) * 1_000) }
        registry.summary("sigma_tick_seconds", "Tick to decision.", labels: [("session", "a")], of: recorder)
        registry.summary("sigma_idle_seconds", "Nothing recorded.", of: LatencyRecorder())
        ProcessMetrics.register(in: registry)
        return registry
    }

    private func run(_ program: String, _ arguments: [String], input: String) throws -> (status: Int32, output: String)
    {
        let folder = FileManager.default.temporaryDirectory
        let names = (0..<2).map { _ in folder.appendingPathComponent("sigma-exposition-\(UUID().uuidString)") }
        defer { for name in names { try? FileManager.default.removeItem(at: name) } }
        try Data(input.utf8).write(to: names[0])
        try Data().write(to: names[1])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: names[0])
        process.standardOutput = try FileHandle(forWritingTo: names[1])
        process.standardError = process.standardOutput
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: try Data(contentsOf: names[1]), as: UTF8.self))
    }

    /// Skipped where Debian's package prometheus is not installed.
    @Test("promtool finds nothing to say", .enabled(if: hasPromtool))
    func checks() throws {
        let result = try run(Self.promtool, ["check", "metrics"], input: Self.sample().exposition())
        #expect(result.status == 0)
        #expect(result.output.isEmpty, "\(result.output)")
    }

    /// Skipped where SIGMA_PYTHON names no interpreter with the oracles' packages.
    @Test("Prometheus' Python client reads the same values", .enabled(if: python != nil))
    func parses() throws {
        let python = try #require(Self.python)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Oracles/exposition.py").path
        let result = try run(python, [script], input: Self.sample().exposition())
        #expect(result.status == 0, "\(result.output)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: [String: Any]])
        func value(_ family: String, _ sample: String) -> String? {
            (object[family]?["samples"] as? [String: String])?[sample]
        }
        #expect(object["sigma_orders"]?["type"] as? String == "counter")
        #expect(value("sigma_orders", "sigma_orders_total side=buy venue=upbit") == "3.0")
        #expect(value("sigma_orders", "sigma_orders_total side= venue=a\"b\\c\nd 한글") == "1.0")
        #expect(object["sigma_work_seconds"]?["help"] as? String == "Work \\ with\na line feed.")
        #expect(value("sigma_equity_won", "sigma_equity_won") == "-1.25e+18")
        #expect(value("sigma_unknown_ratio", "sigma_unknown_ratio") == "nan")
        #expect(value("sigma_limit_ratio", "sigma_limit_ratio") == "inf")
        #expect(value("sigma_latency_seconds", "sigma_latency_seconds_bucket le=0.001 stage=risk") == "1000.0")
        #expect(value("sigma_latency_seconds", "sigma_latency_seconds_bucket le=0.0005 stage=risk") == "501.0")
        #expect(value("sigma_latency_seconds", "sigma_latency_seconds_count stage=risk") == "1000.0")
        #expect(object["sigma_tick_seconds"]?["type"] as? String == "summary")
        #expect(value("sigma_tick_seconds", "sigma_tick_seconds_count session=a") == "1000.0")
        let median = try #require(value("sigma_tick_seconds", "sigma_tick_seconds quantile=0.5 session=a"))
        #expect(abs(try #require(Double(median)) / 0.0005 - 1) < 0.001)
    }
}
