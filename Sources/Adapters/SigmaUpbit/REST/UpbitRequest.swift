internal import SigmaModel
internal import SigmaTransport
internal import SigmaWire

/// One question to Upbit's REST interface, before it is signed.
struct UpbitRequest: Sendable {
    var method: HTTPCall.Method
    /// Behind the base address, beginning with a slash.
    var path: String
    var parameters = WireMembers()
    /// Under what the venue counts it.
    var group: RateGroup
    var priority = RatePriority.query
    /// How long it may wait for the budget; nil for as long as it takes.
    var patience: TimeSpan?
    /// Whether it is about an account and needs a key.
    var isPrivate: Bool

    /// A question of public information.
    static func open(_ path: String, _ parameters: WireMembers, _ group: RateGroup) -> UpbitRequest {
        UpbitRequest(
            method: .get, path: path, parameters: parameters, group: group, priority: .history, isPrivate: false)
    }

    /// A question of the account's.
    static func account(_ path: String, _ parameters: WireMembers = WireMembers()) -> UpbitRequest {
        UpbitRequest(method: .get, path: path, parameters: parameters, group: UpbitLimits.account, isPrivate: true)
    }
}
