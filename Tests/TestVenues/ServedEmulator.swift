import Logging
import ServiceLifecycle
package import SigmaEmulator
package import SigmaServing

/// An emulator on a free port of this machine for the length of a body.
package enum ServedEmulator {
    /// Serves an emulator, over TLS where certificates are given, and ends with the body.
    package static func run(
        _ emulator: Emulator, tls: ServingTLS? = nil, _ body: (_ port: Int) async throws -> Void
    ) async throws {
        let quiet = Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = EmulatorServer(emulator, endpoints: [.init(port: 0)], tls: tls, logger: quiet) { _, port in
            continuation.yield(port)
        }
        let group = ServiceGroup(configuration: .init(services: [server], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            for await port in ports {
                do { try await body(port) } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
