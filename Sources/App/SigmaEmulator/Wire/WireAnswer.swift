package import SigmaModel

/// What a venue answers to a request.
package struct WireAnswer: Sendable {
    /// What the server does with the connection.
    package enum Conduct: Sendable, Hashable {
        /// Answers after the time.
        case answer(after: TimeSpan)
        /// Never answers and keeps the connection open.
        case silence
        /// Closes the connection instead of answering.
        case cut
    }

    /// The HTTP status.
    package var status: Int
    /// Headers beside the content type and length.
    package var headers: [(name: String, value: String)]
    /// The media type of the body.
    package var contentType: String
    /// What is sent.
    package var body: [UInt8]
    /// What the server does with the connection.
    package var conduct = Conduct.answer(after: .zero)

    package init(
        status: Int, headers: [(name: String, value: String)] = [],
        contentType: String = "application/json;charset=UTF-8", body: [UInt8]
    ) {
        self.status = status
        self.headers = headers
        self.contentType = contentType
        self.body = body
    }

    /// An answer in JSON.
    package static func json(_ body: [UInt8], status: Int = 200) -> WireAnswer {
        WireAnswer(status: status, body: body)
    }

    /// An answer that is no JSON.
    package static func plain(_ text: String, status: Int, contentType: String = "text/plain;charset=UTF-8")
        -> WireAnswer
    {
        WireAnswer(status: status, contentType: contentType, body: Array(text.utf8))
    }

    /// The body's text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// A header by its name in any case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
