package import Logging
internal import ServiceLifecycle
package import SigmaModel
package import SigmaServing

/// An emulator on ports of this machine.
///
/// | path | what |
/// |---|---|
/// | `/upbit`, `/binance`, `/bybit` | the venues, REST and WebSocket |
/// | `/admin` | administration, see ``EmulatorAdmin`` |
///
/// A port may also serve one venue alone, without a prefix.
package struct EmulatorServer: Service {
    /// A port and what is served on it.
    package struct Endpoint: Sendable {
        /// Zero for any free one.
        package let port: Int
        /// The one venue that is served without a prefix; nil for all with theirs.
        package let venue: Venue?

        package init(port: Int, venue: Venue? = nil) {
            self.port = port
            self.venue = venue
        }
    }

    private let emulator: Emulator
    private let address: String
    private let endpoints: [Endpoint]
    private let tls: ServingTLS?
    private let logger: Logger
    private let onListening: @Sendable (Endpoint, Int) async -> Void

    /// A server that listens once it runs; its market passes while it does.
    ///
    /// - Parameter onListening: told of each endpoint its port as soon as connections are accepted.
    package init(
        _ emulator: Emulator, address: String = "127.0.0.1", endpoints: [Endpoint], tls: ServingTLS? = nil,
        logger: Logger, onListening: @escaping @Sendable (Endpoint, Int) async -> Void = { _, _ in }
    ) {
        self.emulator = emulator
        self.address = address
        self.endpoints = endpoints
        self.tls = tls
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until the service group shuts down.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for endpoint in endpoints { group.addTask { try await server(endpoint).run() } }
            let emulator = emulator
            group.addTask {
                do { try await cancelWhenGracefulShutdown { try await emulator.run() } } catch is CancellationError {}
            }
            try await group.waitForAll()
        }
    }

    private func server(_ endpoint: Endpoint) -> UpgradableServer {
        let door = EmulatorDoor(emulator: emulator, only: endpoint.venue)
        let onListening = onListening
        return UpgradableServer(
            address: address, port: endpoint.port, tls: tls, acceptor: door, logger: logger,
            onListening: { port in await onListening(endpoint, port) },
            respond: { request in door.answer(request) })
    }
}
