package import SigmaModel

/// What a venue counts requests under; its name says whose it is where there are several accounts.
package struct RateGroup: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Such as `order` or `ip-weight`.
    package let name: String

    /// A group by its name.
    package init(_ name: String) { self.name = name }

    package init(stringLiteral value: String) { name = value }

    package var description: String { name }
}

/// So much in any span of such length.
package struct RateLimit: Hashable, Sendable {
    /// The most weight in a span; positive.
    package var count: Int
    /// The span's length; positive.
    package var span: TimeSpan
    /// How much of the count only orders and cancels may use; less than the count.
    package var reserve: Int
    /// How much longer spans are taken to be, since requests may arrive closer together than they left.
    package var margin: TimeSpan

    /// A limit; requests are taken to arrive up to 50 ms closer together than they left.
    package init(
        _ count: Int, per span: TimeSpan, reserve: Int = 0, margin: TimeSpan = TimeSpan(milliseconds: 50)
    ) {
        precondition(count > 0 && span > .zero && margin >= .zero, "a limit allows something in some time")
        precondition(reserve >= 0 && reserve < count, "a reserve leaves something to others")
        self.count = count
        self.span = span
        self.reserve = reserve
        self.margin = margin
    }
}

/// What one request takes of a group.
package struct RateCost: Hashable, Sendable {
    /// Of which group.
    package var group: RateGroup
    /// How much of it; zero and more.
    package var weight: Int

    /// A cost; one by default.
    package init(_ group: RateGroup, _ weight: Int = 1) {
        self.group = group
        self.weight = weight
    }
}

/// Who goes first when a budget is short.
///
/// Whoever waits and sees sixteen requests of higher priority go first comes next, so that nobody waits for ever.
package enum RatePriority: UInt8, Hashable, Comparable, Sendable, CaseIterable {
    /// Orders and cancels; they alone may use a limit's ``RateLimit/reserve``.
    case order
    /// Questions about orders and accounts.
    case query
    /// Past data.
    case history

    package static func < (a: RatePriority, b: RatePriority) -> Bool { a.rawValue < b.rawValue }
}

/// Why a request may not be sent.
package enum RateRefusal: Error, Hashable, Sendable {
    /// Not within the caller's patience; after this time at the earliest.
    case limited(retryAfter: TimeSpan)
    /// Never: no such group, or a weight above its limit.
    case impossible(String)
    /// The caller was cancelled while waiting.
    case cancelled
}

extension RateRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .limited(let wait): "the budget of requests is used up for \(wait.seconds) s"
        case .impossible(let text): text
        case .cancelled: "cancelled while waiting for the budget of requests"
        }
    }
}
