internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport

extension UpbitErrors {
    /// A stream's failure as those see it who know no venue.
    ///
    /// What the handshake was refused for is read like an answer of REST: a key that is wrong stays wrong.
    static func error(stream failure: StreamFailure) -> GatewayError {
        switch failure {
        case .refused(let status, let body):
            let answer = HTTPAnswer(status: status, body: Array(body.utf8))
            return error(UpbitFailure(answer) ?? .foreign(status: status, "no upgrade to a WebSocket"))
        case .noRequest(let text), .unreachable(let text), .dropped(let text):
            return GatewayError(
                .unreachable, at: .upbit, text, mend: "check the machine's network; it is tried again")
        case .ended(let text):
            return GatewayError(.forbidden, at: .upbit, text, mend: "mend what Upbit says, then start again")
        }
    }
}

extension UpbitRefusal {
    /// The HTTP status that a refusal on a stream would have, where frames have none.
    var streamStatus: Int {
        switch name.uppercased() {
        case "INVALID_AUTH": 401
        case "TOO MANY REQUESTS", "TOO_MANY_REQUESTS", "I'M A TEAPOT": 503
        default: 400
        }
    }
}
