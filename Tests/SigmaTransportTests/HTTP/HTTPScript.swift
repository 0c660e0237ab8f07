import SigmaModel
import SigmaTransport

/// Requests and answers as bytes.
enum HTTPScript {
    /// Whether a whole request has come: its head, and as much body as that says.
    static func isWhole(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let fields = text[..<end.lowerBound].lowercased().split(separator: "\r\n")
        let length =
            fields.first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        return text[end.upperBound...].utf8.count >= length
    }

    static func answer(
        _ body: String, status: String = "200 OK", type: String = "application/json", headers: [String] = []
    ) -> String {
        let fields = ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
        return "HTTP/1.1 \(status)\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n\(body)"
    }

    /// A client that trusts the test's servers, for the length of a body.
    static func withClient(
        _ change: (inout HTTPSettings) throws -> Void = { _ in }, _ body: (HTTPTransport) async throws -> Void
    ) async throws {
        var settings = HTTPSettings()
        settings.trust = .file(try ServerTLS.authority())
        settings.connectTimeout = ms(60_000)
        try change(&settings)
        let client = HTTPTransport(settings)
        do { try await body(client) } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    /// What a call ended by: nil for an answer.
    static func failure(of call: HTTPCall, by client: HTTPTransport) async -> TransportError? {
        do throws(TransportError) {
            _ = try await client.send(call)
            return nil
        } catch {
            return error
        }
    }
}
