package import SigmaModel
package import SigmaTransport
package import SigmaWire

/// Why a question to Binance brought no answer that can be used.
package enum BinanceFailure: Error, Hashable, Sendable {
    /// The question, or its answer, did not get through.
    case transport(TransportError)
    /// Binance answered with an error.
    case refused(BinanceRefusal)
    /// Something else than Binance's API answered as if all were well: a page for people, of a proxy or of maintenance.
    case foreign(status: Int)
    /// Binance answered something that has no known form.
    case unreadable(WireError)
    /// The budget of requests is used up for so long; nothing was sent.
    case limited(TimeSpan)
    /// There is no key that can sign; nothing was sent.
    case noKey(String)

    /// Whether what was asked for may have been done all the same.
    ///
    /// Answers of class 5xx and those that say so leave it open; every other error code is given before the order
    /// reaches the matching engine, or by it.
    ///
    /// Source: Binance "REST API", "HTTP Return Codes"; "Error codes", −1000, −1001, −1006, −1007.
    package var isOutcomeUnknown: Bool {
        switch self {
        case .transport(let error): error.isOutcomeUnknown
        case .unreadable, .foreign: true
        case .refused(let refusal): refusal.status >= 500 || BinanceRefusal.openCodes.contains(refusal.code)
        case .limited, .noKey: false
        }
    }
}

/// An error answer of Binance.
package struct BinanceRefusal: Hashable, Sendable {
    /// The status of the HTTP answer, or its equal in the WebSocket API.
    package var status: Int
    /// Binance's code; zero where the answer had none.
    package var code: Int
    /// Binance's words, cut and without control characters.
    package var message: String
    /// How long to wait, where the answer says so.
    package var retryAfter: TimeSpan?

    /// Codes after which the request may have been carried out.
    static let openCodes: Set<Int> = [-1000, -1001, -1006, -1007]

    package init(status: Int, code: Int, message: String, retryAfter: TimeSpan? = nil) {
        self.status = status
        self.code = code
        self.message = BinanceRefusal.shown(message)
        self.retryAfter = retryAfter
    }

    /// What may be shown of a venue's words: at most 200 characters, none of which controls a terminal.
    package static func shown(_ text: String) -> String {
        let plain = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: plain.prefix(200))
        return String(kept)
    }
}

extension BinanceRefusal: CustomStringConvertible {
    /// Such as `Invalid symbol. (-1121)`.
    package var description: String {
        let words = message.isEmpty ? "an answer without words" : message
        return code == 0 ? "\(words) (status \(status))" : "\(words) (\(code))"
    }
}
