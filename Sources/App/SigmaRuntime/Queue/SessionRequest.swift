package import SigmaModel

/// What a person, the guardian or a rule asks of a running session, beside the market.
package enum SessionRequest: Hashable, Sendable {
    case command(Command)
    case preset(PresetChange)
    case transfer(Transfer)
    /// Records something that a person should know of the venue; trading halts where it is urgent.
    case remark(String, isUrgent: Bool)
}

/// Why a request was not, or perhaps not, carried out.
package enum InboxError: Error, Hashable, Sendable {
    /// Too many requests wait.
    case full(capacity: Int)
    /// The session takes no more requests.
    case closed
    /// The session says why it will not do it.
    case refused(String)
    /// The caller gave up before the session saw the request; it was not carried out.
    case withdrawn
    /// The caller gave up, or the session ended, while the request was carried out.
    case outcomeUnknown
}

extension InboxError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .full(let capacity):
            "the session is busy with \(capacity) earlier requests; try again when it has caught up"
        case .closed: "the session is not running; start it, then ask again"
        case .refused(let reason): reason
        case .withdrawn: "the request was withdrawn before the session saw it; nothing was done"
        case .outcomeUnknown: "the session may or may not have done it; look at its state before asking again"
        }
    }
}
