import Foundation
import Logging
import ServiceLifecycle
package import SigmaEmulator
package import SigmaServing
package import SigmaTransport
import TestServers

/// An emulator on free ports of this machine for the length of a body.
package enum ServedEmulator {
    /// Serves an emulator at some endpoints; the body gets their ports in the same order.
    package static func run(
        _ emulator: Emulator, endpoints: [EmulatorServer.Endpoint], tls: ServingTLS? = nil,
        _ body: (_ ports: [Int]) async throws -> Void
    ) async throws {
        let quiet = Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
        let (ports, continuation) = AsyncStream.makeStream(of: (Int, Int).self)
        let server = EmulatorServer(emulator, endpoints: endpoints, tls: tls, logger: quiet) { endpoint, port in
            let index = endpoints.firstIndex { $0.venue == endpoint.venue } ?? 0
            continuation.yield((index, port))
        }
        let group = ServiceGroup(configuration: .init(services: [server], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            var known: [Int: Int] = [:]
            for await (index, port) in ports {
                known[index] = port
                guard known.count == endpoints.count else { continue }
                do { try await body(endpoints.indices.compactMap { known[$0] }) } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                break
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Serves an emulator at one port, all venues below their names.
    package static func run(
        _ emulator: Emulator, tls: ServingTLS? = nil, _ body: (_ port: Int) async throws -> Void
    ) async throws {
        try await run(emulator, endpoints: [.init(port: 0)], tls: tls) { try await body($0[0]) }
    }

    /// Serves an emulator at one port, with a client of it; over TLS as `localhost` where that is wanted.
    package static func run(
        _ emulator: Emulator, isSecure: Bool,
        _ body: (_ port: Int, _ exchange: HTTPTransport, _ trust: TrustRoots) async throws -> Void
    ) async throws {
        let certificates = isSecure ? try TestCertificates() : nil
        let tls = certificates.map { ServingTLS(certificates: $0.certificate.path, key: $0.key.path) }
        var settings = HTTPSettings()
        if let certificates { settings.trust = .file(certificates.authority.path) }
        let trust = settings.trust
        try await run(emulator, tls: tls) { port in
            let exchange = HTTPTransport(settings)
            do { try await body(port, exchange, trust) } catch {
                try await exchange.shutdown()
                throw error
            }
            try await exchange.shutdown()
        }
    }
}
