import SigmaPorts

/// A job as a message: its id and kind are properties, what happened to it before are headers.
struct RabbitMessage: Hashable {
    static let attemptsHeader = "x-sigma-attempts"
    static let reasonHeader = "x-sigma-reason"
    /// What a quorum queue counts: deliveries that came to nothing.
    static let deliveriesHeader = "x-delivery-count"

    var job: Job
    /// Attempts that ended before this message was published.
    var attempts = 0
    /// Deliveries of this message that ended without an answer.
    var lostDeliveries = 0
    /// Why the last attempt failed.
    var reason = ""

    /// Which attempt a delivery of this message is, from one.
    var attempt: Int { attempts + lostDeliveries + 1 }

    init(job: Job, attempts: Int = 0, reason: String = "") {
        self.job = job
        self.attempts = attempts
        self.reason = reason
    }

    /// A message as it was received.
    init(id: String, kind: String, payload: [UInt8], headers: [String: AMQPValue]) {
        job = Job(id: id, kind: kind, payload: payload)
        if case .integer(let count) = headers[Self.attemptsHeader] { attempts = count }
        if case .integer(let count) = headers[Self.deliveriesHeader] { lostDeliveries = count }
        if case .text(let text) = headers[Self.reasonHeader] { reason = text }
    }
}

/// Why the server did not do something.
enum RabbitFailure: Error, Hashable {
    /// Trying again may help; text without secrets.
    case unavailable(String)
    /// Trying again will not help; text without secrets.
    case refused(String)

    /// What the server says when it closes a channel or connection.
    ///
    /// Source of the codes: https://www.rabbitmq.com/amqp-0-9-1-reference.html#constants
    init(code: Int, text: String) {
        switch code {
        case 402, 403, 406, 501...503, 530, 540: self = .refused("\(code) \(text)")
        default: self = .unavailable("\(code) \(text)")
        }
    }

    var text: String {
        switch self {
        case .unavailable(let text), .refused(let text): text
        }
    }
}
