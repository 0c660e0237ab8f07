/// What hears a stream: one connection after another, two of them while the next replaces the last.
///
/// All calls of one stream are made one at a time on one event loop; none may block.
package protocol StreamListener: Sendable {
    /// A connection stands; what is to be subscribed is sent here.
    ///
    /// The listener calls ``StreamLink/ready()`` as soon as the subscriptions stand: here at once, where a venue does
    /// not confirm them, or when the confirmation or the first data comes. A connection that is not ready in time has
    /// failed; one that is to replace another does so when it is ready.
    func opened(_ link: any StreamLink)

    /// A message, in its connection's order, and what is to follow from it.
    func received(_ message: WebSocketMessage, on link: any StreamLink) -> StreamVerdict

    /// A connection ended, for a reason that a person can read; nothing comes from it any more.
    ///
    /// - Parameter isReplaced: whether another stood ready before, so that nothing was missed.
    func closed(_ link: any StreamLink, reason: String, isReplaced: Bool)

    /// A try to connect failed; whether another is worth it. One that returns false ends the stream with the failure.
    func failed(_ failure: StreamFailure) -> Bool
}

extension StreamListener {
    package func failed(_ failure: StreamFailure) -> Bool { true }
}

/// What is to follow from a message.
package enum StreamVerdict: Hashable, Sendable {
    /// The next one, please; this was news.
    case goOn
    /// The next one; this was no news but a sign of life, and does not keep the stream from being stale.
    case quiet
    /// It was taken, but nothing more from this connection before ``StreamLink/resume()``: the socket is not read
    /// meanwhile, and nothing is dropped.
    case pause
    /// The connection is of no use: cut it and connect again.
    case reconnect(String)
    /// The connection will end, as the venue says: make the next one stand first.
    case replace(String)
    /// No connection helps until a person mends something: ``ResilientStream/run()`` throws this.
    case fail(String)
}

/// Names a stream's connections, counting from one.
package struct StreamConnectionID: Hashable, Comparable, Sendable {
    /// The how-manieth try to connect it came from.
    package let number: UInt64

    package init(number: UInt64) { self.number = number }

    package static func < (a: StreamConnectionID, b: StreamConnectionID) -> Bool { a.number < b.number }
}

/// One connection of a stream, for its listener; may be used from anywhere, and does nothing once it has ended.
package protocol StreamLink: Sendable {
    /// Which connection it is.
    var id: StreamConnectionID { get }

    /// Sends a text message, in the order of calls; waits inside where ``WebSocketSettings/sendLimits`` say so.
    func send(_ text: String)

    /// Says that the subscriptions stand.
    func ready()

    /// Lets messages come again after ``StreamVerdict/pause``.
    func resume()

    /// Cuts the connection, as of no use, and connects again.
    func reconnect(_ reason: String)

    /// Makes another connection stand, and then closes this one.
    func replace(_ reason: String)
}

/// Why a try to connect failed, or why a stream ended; its texts hold no secret.
package enum StreamFailure: Error, Hashable, Sendable {
    /// No request could be made: what ``StreamPlan/request`` threw.
    case noRequest(String)
    /// No connection stood in time.
    case unreachable(String)
    /// The server answered, but not with the upgrade; the beginning of its body tells more.
    case refused(status: Int, body: String)
    /// The connection stood and ended, or its subscriptions did not stand in time.
    case dropped(String)
    /// The listener's ``StreamVerdict/fail(_:)``.
    case ended(String)
}

extension StreamFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noRequest(let text): "no request to connect: \(text)"
        case .unreachable(let text): text
        case .refused(let status, let body):
            if body.drop(while: \.isWhitespace).first == "<" {
                "the server refused with status \(status) and a web page"
            } else {
                "the server refused with status \(status)\(body.isEmpty ? "" : ": ")\(body)"
            }
        case .dropped(let text), .ended(let text): text
        }
    }
}
