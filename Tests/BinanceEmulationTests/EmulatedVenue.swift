import Foundation
import Logging
import ServiceLifecycle
import SigmaBinance
import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaServing
import SigmaTransport
import SigmaWire
import TestServers

/// A lively Binance on a free port of this machine.
enum EmulatedVenue {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func emulator(rate: Double, faults: [FaultRule] = []) throws -> Emulator {
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: [.read, .trade])
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["USDT": try Quantity("1000000"), "BTC": try Quantity("5")])
        var venue = VenueSettings(.binance, listings: [.init("BTCUSDT")], accounts: [account])
        venue.enforcesLimits = false
        return try Emulator(
            EmulatorSettings(
                venues: [venue], market: MarketSettings(origin: .generated(eventsPerSecond: rate)), faults: faults,
                seed: 11), clock: SystemClock())
    }

    /// Serves an emulator for the length of a body.
    static func serve(
        _ emulator: Emulator, tls: ServingTLS?, _ body: (_ port: Int) async throws -> Void
    ) async throws {
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

    /// Serves an emulator over TLS, with a client of it.
    static func withClient(_ emulator: Emulator, _ body: (BinanceREST) async throws -> Void) async throws {
        let certificates = try TestCertificates()
        let tls = ServingTLS(certificates: certificates.certificate.path, key: certificates.key.path)
        try await serve(emulator, tls: tls) { port in
            let trust = TrustRoots.file(certificates.authority.path)
            var transport = HTTPSettings()
            transport.trust = trust
            let exchange = HTTPTransport(transport)
            do { try await body(client(port: port, trust: trust, exchange: exchange)) } catch {
                try await exchange.shutdown()
                throw error
            }
            try await exchange.shutdown()
        }
    }

    private static func client(port: Int, trust: TrustRoots, exchange: HTTPTransport) -> BinanceREST {
        let clock = SystemClock()
        var settings = BinanceSettings(key: VenueKey(id: "key", secret: "secret"), seed: 3)
        settings.rest = "https://localhost:\(port)/binance"
        settings.streams = "wss://localhost:\(port)/binance"
        settings.webSocketAPI = "wss://localhost:\(port)/binance/ws-api/v3"
        settings.trust = trust
        return BinanceREST(
            settings, exchange: exchange, budget: RateBudget(BinanceLimits.standard, clock: clock), clock: clock)
    }

    /// Waits until a condition holds, for at most two minutes.
    static func until(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while !condition() {
            guard ContinuousClock.now < end else { throw TimedOut() }
            let clock = SystemClock()
            try await clock.sleep(until: clock.now + TimeSpan(milliseconds: 5))
        }
    }

    /// A condition that did not come true in time.
    struct TimedOut: Error {}
}
