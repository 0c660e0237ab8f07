package import SigmaModel

/// Clients that a venue does not serve for a while, longer each time.
package struct BanBook: Sendable {
    private struct Entry {
        var offences: [Timestamp] = []
        var bans = 0
        var until = Timestamp.epoch
    }

    /// Offences within ``window`` that bring a ban.
    package let patience: Int
    /// How long an offence counts.
    package let window: TimeSpan
    /// The first ban; each further one is twice as long.
    package let first: TimeSpan
    private var entries: [String: Entry] = [:]

    package init(patience: Int, window: TimeSpan, first: TimeSpan) {
        self.patience = patience
        self.window = window
        self.first = first
    }

    /// When a client's ban ends; nil without one.
    package func banEnd(of client: String, at time: Timestamp) -> Timestamp? {
        guard let entry = entries[client], entry.until > time else { return nil }
        return entry.until
    }

    /// Notes an offence; returns the end of the ban that it brings, nil for none.
    package mutating func offend(_ client: String, at time: Timestamp) -> Timestamp? {
        var entry = entries[client] ?? Entry()
        entry.offences.removeAll { $0 <= time - window }
        entry.offences.append(time)
        defer { entries[client] = entry }
        guard entry.offences.count >= patience else { return nil }
        entry.offences.removeAll()
        entry.until = time + first * (Int64(1) << min(entry.bans, 12))
        entry.bans += 1
        return entry.until
    }

    /// Bans a client at once.
    package mutating func ban(_ client: String, until end: Timestamp) {
        entries[client, default: Entry()].until = end
    }

    /// Forgets every client.
    package mutating func reset() { entries.removeAll() }
}
