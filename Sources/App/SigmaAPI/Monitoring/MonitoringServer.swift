internal import Hummingbird
package import Logging
internal import NIOCore
internal import ServiceLifecycle
package import SigmaObservability
package import SigmaPorts

/// Metrics for Prometheus and health for whoever watches the process, over plain HTTP.
///
/// There is no login: listen on this machine, or behind a firewall.
///
/// | path | answer |
/// |---|---|
/// | `/metrics` | Prometheus text format 0.0.4 |
/// | `/health/live` | 200 while the process answers |
/// | `/health/ready` | 200 when every essential part is up or degraded, else 503 |
/// | `/health` | every part as JSON; 200 or 503 as above |
package struct MonitoringServer: Service {
    private let address: String
    private let port: Int
    private let metrics: PrometheusRegistry
    private let health: HealthRegistry
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// A server that listens once it runs.
    ///
    /// - Parameters:
    ///   - port: zero for any free one.
    ///   - onListening: told the port as soon as connections are accepted.
    package init(
        address: String = "127.0.0.1", port: Int, metrics: PrometheusRegistry, health: HealthRegistry, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.address = address
        self.port = port
        self.metrics = metrics
        self.health = health
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the service group shuts down; requests under way are answered first.
    package func run() async throws {
        let onListening = onListening
        let application = Application(
            router: router(), configuration: ApplicationConfiguration(address: .hostname(address, port: port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        let metrics = metrics
        let health = health
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: PrometheusRegistry.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.exposition())))
        }
        router.get("health/live") { _, _ in JSONAnswer.response(.ok, "{\"status\":\"up\"}\n") }
        router.get("health/ready") { _, _ in
            let status = health.overall
            let isReady = status == .up || status == .degraded
            return JSONAnswer.response(isReady ? .ok : .serviceUnavailable, "{\"status\":\"\(status.rawValue)\"}\n")
        }
        router.get("health") { _, _ in
            let answer = HealthAnswer(health)
            let isReady = [HealthState.up, .degraded].map(\.rawValue).contains(answer.status)
            return JSONAnswer.response(isReady ? .ok : .serviceUnavailable, try JSONAnswer.text(answer))
        }
        return router
    }
}
