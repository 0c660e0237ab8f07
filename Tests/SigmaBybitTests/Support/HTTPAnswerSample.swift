import SigmaTransport

/// Answers as tests make them.
enum HTTPAnswerSample {
    static func ok(_ body: [UInt8]) -> HTTPAnswer { HTTPAnswer(status: 200, body: body) }
    static func ok(_ text: String) -> HTTPAnswer { ok(Array(text.utf8)) }
}
