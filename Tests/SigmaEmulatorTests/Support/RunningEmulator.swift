import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import SigmaEmulator
import SigmaModel
import SigmaRuntime
import SigmaServing

/// An emulator on free ports of this machine for the length of a body.
enum RunningEmulator {
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Upbit with a lively market, one account with `key` and `secret`, on the machine's own clock.
    static func upbit(seed: UInt64 = 5, speed: Double = 1, rate: Double = 100) throws -> Emulator {
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: [.read, .trade])
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["KRW": try Quantity("50000000"), "BTC": try Quantity("2")])
        var venue = VenueSettings(.upbit, listings: [.init("KRW-BTC"), .init("KRW-ETH")], accounts: [account])
        venue.enforcesLimits = false
        return try Emulator(
            EmulatorSettings(
                venues: [venue],
                market: MarketSettings(
                    origin: .generated(eventsPerSecond: rate), speed: speed, history: TimeSpan(seconds: 2 * 86_400)),
                seed: seed),
            clock: SystemClock())
    }

    static func run(
        _ emulator: Emulator, endpoints: [EmulatorServer.Endpoint] = [.init(port: 0)], tls: ServingTLS? = nil,
        _ body: ([Int]) async throws -> Void
    ) async throws {
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

    /// A request and what came of it.
    static func request(
        _ url: String, method: String = "GET", body: String? = nil, headers: [(String, String)] = [],
        seconds: Int64 = 60
    ) async throws -> (status: UInt, headers: [String: String], body: String) {
        var request = HTTPClientRequest(url: url)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(seconds))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 24))
        let pairs = response.headers.map { ($0.name.lowercased(), $0.value) }
        return (response.status.code, Dictionary(pairs) { first, _ in first }, text)
    }
}
