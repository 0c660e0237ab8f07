internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import SigmaModel

/// What is known after an exchange failed.
struct HTTPFault {
    let transportError: TransportError

    /// - Parameter wasSent: whether any byte of the request may have left this machine.
    init(_ error: any Error, wasSent: Bool, _ call: HTTPCall, _ settings: HTTPSettings) {
        let text = "\(call): \(HTTPFault.text(of: error, call))"
        guard wasSent else {
            transportError = .notSent(text)
            return
        }
        transportError =
            switch error {
            case is CancellationError: .cancelled
            case let error as HTTPClientError where error == .cancelled: .cancelled
            case let error as HTTPClientError where HTTPFault.timeouts.contains(error): .timedOut(text)
            case is ResponseAccumulator.ResponseTooBigError:
                .tooLarge("\(call): the answer has more than \(settings.answerLimit) bytes")
            default: .interrupted(text)
            }
    }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .tlsHandshakeTimeout,
    ]

    private static func text(of error: any Error, _ call: HTTPCall) -> String {
        switch error {
        case is CancellationError: "cancelled"
        case let error as HTTPClientError where error == .deadlineExceeded: "not within \(call.timeout.seconds) s"
        case let error as HTTPClientError: error.shortDescription
        case is HTTPParserError: "the answer is no HTTP"
        case is ResponseAccumulator.ResponseTooBigError: "the answer is too large"
        default: NetworkFault.text(of: error)
        }
    }
}
