internal import Foundation
internal import Hummingbird
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// Lets the owner of a session ask for its status and give it commands, over HTTP on a Unix socket of mode 600.
///
/// `GET /status` answers what the session says of itself; `POST /command` takes a ``ControlCommand`` and answers a
/// ``ControlReply``: 200, 400 for what is malformed, 409 for what is refused, 500 for what failed.
package struct ControlServer: Service {
    /// The most bytes of a command.
    package static let bodyLimit = 65_536

    private let path: String
    private let status: @Sendable () async throws -> String
    private let command: @Sendable (ControlCommand) async throws -> ControlReply
    private let logger: Logger
    private let onListening: @Sendable () async -> Void

    /// A server that listens once it runs.
    ///
    /// - Parameters:
    ///   - path: the socket's file, in the session's directory, which becomes its owner's alone.
    ///   - status: what the session says of itself.
    ///   - command: does what is asked, or throws ``ControlError``.
    ///   - onListening: called as soon as connections are accepted.
    package init<Status: Encodable & Sendable>(
        path: String, logger: Logger, status: @escaping @Sendable () async throws -> Status,
        command: @escaping @Sendable (ControlCommand) async throws -> ControlReply,
        onListening: @escaping @Sendable () async -> Void = {}
    ) {
        self.path = path
        self.logger = logger
        self.status = { try JSONAnswer.text(await status()) }
        self.command = command
        self.onListening = onListening
    }

    /// Serves until the service group shuts down, and removes the socket.
    ///
    /// - Throws: ``ControlError`` when another process listens, or the path cannot be used.
    package func run() async throws {
        try await ControlSocket.prepare(path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (path, onListening, logger) = (path, onListening, logger)
        let application = Application(
            router: router(), configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { channel in
                do {
                    try ControlSocket.restrict(path)
                    await onListening()
                } catch {
                    logger.error("the control socket stays closed", error: error)
                    channel.close(promise: nil)
                }
            }, logger: logger)
        try await application.run()
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        let (status, command, logger) = (status, command, logger)
        router.get("status") { _, _ in
            try await ControlServer.answering(logger) { try await status() }
        }
        router.post("command") { request, _ in
            let body: ByteBuffer
            do { body = try await request.body.collect(upTo: ControlServer.bodyLimit) } catch {
                return try JSONAnswer.failure(
                    .contentTooLarge, "a command has at most \(ControlServer.bodyLimit) bytes")
            }
            guard let asked = try? JSONDecoder().decode(ControlCommand.self, from: Data(body.readableBytesView)) else {
                return try JSONAnswer.failure(
                    .badRequest, "the body is no command; write {\"name\": \"…\", \"arguments\": {\"…\": \"…\"}}")
            }
            logger.info("command", metadata: ["name": "\(asked.name)"])
            return try await ControlServer.answering(logger) { try JSONAnswer.text(await command(asked)) }
        }
        return router
    }

    private static func answering(
        _ logger: Logger, _ text: () async throws -> String
    ) async throws -> Response {
        do {
            return JSONAnswer.response(.ok, try await text())
        } catch let error as ControlError {
            if case .malformed = error { return try JSONAnswer.failure(.badRequest, error.description) }
            return try JSONAnswer.failure(.conflict, error.description)
        } catch {
            logger.error("a handler failed", error: error)
            return try JSONAnswer.failure(.internalServerError, "the session failed to answer; its log says why")
        }
    }
}
