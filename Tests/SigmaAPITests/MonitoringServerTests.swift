import AsyncHTTPClient
import Foundation
import ServiceLifecycle
import SigmaAPI
import SigmaModel
import SigmaObservability
import SigmaPorts
import Testing

@Suite("Monitoring server")
struct MonitoringServerTests {
    private let time = Timestamp(seconds: 1_709_283_600)

    private func with(
        _ metrics: PrometheusRegistry = PrometheusRegistry(), _ health: HealthRegistry = HealthRegistry(),
        _ body: (String) async throws -> Void
    ) async throws {
        try await ServerRun.with { onListening in
            MonitoringServer(
                port: 0, metrics: metrics, health: health, logger: ServerRun.quiet, onListening: onListening)
        } _: { port in
            try await body("http://127.0.0.1:\(port)")
        }
    }

    @Test("metrics are served in Prometheus' format")
    func metrics() async throws {
        let registry = PrometheusRegistry()
        let counter = registry.counter("a_total", "A.")
        try await with(registry) { url in
            counter.increment()
            let answer = try await ServerRun.get("\(url)/metrics")
            #expect(answer.status == 200)
            #expect(answer.type == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.body == registry.exposition() && answer.body.contains("a_total 1\n"))
            #expect(try await ServerRun.get("\(url)/nothing").status == 404)
        }
    }

    @Test("health follows the parts")
    func health() async throws {
        let health = HealthRegistry()
        health.register("journal", at: time)
        try await with(PrometheusRegistry(), health) { url in
            #expect(try await ServerRun.get("\(url)/health/live").status == 200)
            let starting = try await ServerRun.get("\(url)/health/ready")
            #expect(starting.status == 503 && starting.body == "{\"status\":\"starting\"}\n")
            health.report("journal", .degraded, cause: "slow \"disk\"", at: time)
            #expect(try await ServerRun.get("\(url)/health/ready").status == 200)
            let whole = try await ServerRun.get("\(url)/health")
            #expect(whole.status == 200)
            let answer = try JSONDecoder().decode(HealthAnswer.self, from: Data(whole.body.utf8))
            #expect(answer == HealthAnswer(health))
            #expect(answer.components.first?.cause == "slow \"disk\"")
            #expect(answer.components.first?.since == "2024-03-01T09:00:00Z")
            health.report("journal", .down, cause: "full", at: time)
            #expect(try await ServerRun.get("\(url)/health").status == 503)
            #expect(try await ServerRun.get("\(url)/health/ready").status == 503)
            #expect(try await ServerRun.get("\(url)/health/live").status == 200)
        }
    }

    @Test("it stops although a client keeps its connection open, and the port is free again")
    func stops() async throws {
        var url = ""
        try await with { address in
            url = address
            _ = try await ServerRun.get("\(address)/health/live")
        }
        await #expect(throws: (any Error).self) { try await ServerRun.get("\(url)/health/live") }
    }

    static let prometheus = "/usr/bin/prometheus"
    static let hasPrometheus = FileManager.default.isExecutableFile(atPath: prometheus)

    /// Skipped where Debian's package prometheus is not installed.
    @Test("a Prometheus server scrapes it", .enabled(if: hasPrometheus), .timeLimit(.minutes(10)))
    func scraped() async throws {
        let registry = PrometheusRegistry()
        registry.counter("sigma_orders_total", "Orders.", labels: [("venue", "up\"bit\\\n한")]).increment(by: 42)
        registry.histogram("sigma_latency_seconds", "Latency.").observe(nanoseconds: 3_000_000)
        let folder = try ShortFolder()
        try await with(registry) { url in
            let target = url.replacing("http://", with: "")
            let configuration = """
                global: {scrape_interval: 500ms, scrape_timeout: 500ms}
                scrape_configs: [{job_name: sigma, static_configs: [{targets: ['\(target)']}]}]
                """
            try Data(configuration.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/prometheus.yml"))
            let server = try PrometheusServer(program: Self.prometheus, folder: folder.path)
            defer { server.stop() }
            let total = try await server.value(of: "sigma_orders_total")
            #expect(total.value == "42")
            #expect(total.labels["venue"] == "up\"bit\\\n한")
            #expect(total.labels["job"] == "sigma")
            let within = try await server.value(of: "sigma_latency_seconds_bucket{le=\"0.005\"}")
            #expect(within.value == "1")
            let health = try await server.value(of: "up")
            #expect(health.value == "1")
        }
    }
}
