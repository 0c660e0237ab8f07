package import SigmaModel

/// The newest fills that a real venue told of, by which late reports are recognised after a restart.
package struct RecentFills: Sendable, Equatable {
    /// One fill.
    struct Entry: Sendable, Equatable {
        var order: OrderID
        /// What recognises the venue's execution.
        var key: UInt64
    }

    /// How many are kept: more than all that an account can have open.
    static let capacity = 4_096
    private var entries: [Entry] = []
    private var next = 0

    /// None yet.
    package init() {}

    /// Notes a fill; the oldest gives way.
    mutating func note(_ fill: Fill) {
        let entry = Entry(order: fill.order, key: fill.tradeKey)
        guard entries.count == Self.capacity else { return entries.append(entry) }
        entries[next] = entry
        next = (next + 1) % Self.capacity
    }

    /// The keys of an order's fills.
    ///
    /// - Complexity: O(fills that are kept).
    package func keys(of order: OrderID) -> Set<UInt64> {
        Set(entries.lazy.filter { $0.order == order }.map(\.key))
    }
}

extension RecentFills: Persistable {
    package mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("recent fills")
        try archive.field(&entries)
        try archive.field(&next, in: 0...Self.capacity - 1, "place in the ring of recent fills")
    }
}

extension RecentFills.Entry: PersistableValue {
    static var blank: Self { Self(order: .none, key: 0) }

    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&order)
        try archive.field(&key)
    }
}
