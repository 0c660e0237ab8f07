internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Talks to a running session through its control socket.
package struct ControlClient: Sendable {
    private let path: String
    private let timeoutSeconds: Int64

    /// The most bytes of an answer.
    private static let answerLimit = 16 << 20

    /// A client of the session whose socket is at a path.
    package init(path: String, timeoutSeconds: Int64 = 10) {
        self.path = path
        self.timeoutSeconds = timeoutSeconds
    }

    /// Whether there is a socket, which a session makes when it starts and removes when it ends in good order.
    package var hasSocket: Bool { FileManager.default.fileExists(atPath: path) }

    /// What the session says of itself, as JSON text.
    package func statusText() async throws(ControlError) -> String {
        try await send(.get, "/status", body: nil)
    }

    /// What the session says of itself.
    package func status<Status: Decodable>(as type: Status.Type) async throws(ControlError) -> Status {
        try decode(type, try await statusText())
    }

    /// Asks the session to do something; throws its reason when it refuses.
    package func send(_ command: ControlCommand) async throws(ControlError) -> ControlReply {
        guard let body = try? JSONEncoder().encode(command) else { throw .malformed("the command cannot be written") }
        return try decode(ControlReply.self, try await send(.post, "/command", body: body))
    }

    private enum Method: String {
        case get = "GET"
        case post = "POST"
    }

    private func send(_ method: Method, _ target: String, body: Data?) async throws(ControlError) -> String {
        guard FileManager.default.fileExists(atPath: path) else { throw .notRunning(path: path) }
        guard let url = URL(httpURLWithSocketPath: path, uri: target) else {
            throw .unusable(path: path, reason: "is no path of a socket")
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = .RAW(value: method.rawValue)
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let (status, text) = try await execute(request)
        guard status != 200 else { return text }
        let message = (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)))?["error"]
        switch status {
        case 400, 413: throw .malformed(message ?? "the session did not understand")
        case 409: throw .refused(message ?? "the session refused")
        default: throw .failed(message ?? "the session answered with status \(status)")
        }
    }

    private func execute(_ request: HTTPClientRequest) async throws(ControlError) -> (status: UInt, text: String) {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        // Nobody listening now is the answer; the library would try until the deadline.
        configuration.connectionPool.retryConnectionEstablishment = false
        let timeout = TimeAmount.seconds(timeoutSeconds)
        do {
            return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                let response = try await client.execute(request, timeout: timeout)
                let body = try await response.body.collect(upTo: ControlClient.answerLimit)
                return (response.status.code, String(buffer: body))
            }
        } catch let error as HTTPClientError where error == .deadlineExceeded || error == .connectTimeout {
            throw .failed("the session at \(path) does not answer; look at its log, or stop it")
        } catch let error as IOError where error.errnoCode == ECONNREFUSED || error.errnoCode == ENOENT {
            throw .notRunning(path: path)
        } catch {
            throw .failed("the session at \(path) cannot be reached: \(error)")
        }
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws(ControlError) -> Value {
        do { return try JSONDecoder().decode(type, from: Data(text.utf8)) } catch {
            throw .failed("the session's answer is not understood; is it of another version?")
        }
    }
}
