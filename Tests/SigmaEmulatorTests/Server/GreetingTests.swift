import Logging
import SigmaServing
import Testing

/// A server that speaks first.
@Suite(.timeLimit(.minutes(10))) struct GreetingTests {
    /// Sends messages while the connection's handlers are still being made.
    private struct Greeter: SocketAcceptor, SocketAdmission {
        private struct Deaf: SocketListener {
            func received(_ message: SocketMessage) {}
            func closed() {}
        }

        func accept(_ request: SocketRequest) -> (any SocketAdmission)? { self }

        func open(_ socket: ServedSocket) -> any SocketListener {
            for number in 0..<3 { socket.send(.text(Array("\(number)".utf8))) }
            return Deaf()
        }
    }

    @Test func messagesBeforeTheConnectionStandsArriveFirst() async throws {
        let quiet = Logger(label: "greeter") { _ in SwiftLogNoOpLogHandler() }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let server = UpgradableServer(
            port: 0, acceptor: Greeter(), logger: quiet, onListening: { continuation.yield($0) },
            respond: { _ in ServedAnswer(status: 404, headers: [], body: []) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            let port = try #require(await ports.first { _ in true })
            let socket = try await TestSocket.connect(port: port, path: "/")
            var heard: [SocketMessage] = []
            for await message in socket.messages {
                heard.append(message)
                if heard.count == 3 { break }
            }
            #expect(heard == ["0", "1", "2"].map { .text(Array($0.utf8)) })
            socket.drop()
        }
    }
}
