package import SigmaModel

extension SessionManifest {
    /// Rules that a venue gave when a session was taken up again, and other than before.
    package struct LaterRules: Codable, Hashable, Sendable {
        /// The first instant they hold in the session.
        package var from: Timestamp
        /// What holds from then on.
        package var rules: VenueRules
    }

    /// Takes over the rules of a later start; without the lock of the session's journal another process may do so too.
    ///
    /// - Returns: whether there were any.
    mutating func takeLaterRules(of wanted: SessionManifest) -> Bool {
        var isChanged = false
        for (place, entry) in zip(instruments.indices, wanted.instruments) {
            let (known, later) = (instruments[place].laterRules ?? [], entry.laterRules ?? [])
            guard later.count > known.count, later.starts(with: known) else { continue }
            instruments[place].laterRules = later
            isChanged = true
        }
        return isChanged
    }
}

extension SessionManifest.InstrumentEntry {
    /// The venue's rules of every time; nil for the program's own.
    var venueRules: DatedRules? {
        rules.map { first in
            let later = (laterRules ?? []).map { DatedRules.Period(from: $0.from, rules: $0.rules) }
            return DatedRules([DatedRules.Period(from: .epoch, rules: first)] + later)
        }
    }

    /// Notes the rules that the venue has now; returns what is other than before, in words.
    package mutating func note(_ found: VenueRules, from time: Timestamp) -> [String] {
        guard let newest = laterRules?.last ?? rules.map({ SessionManifest.LaterRules(from: .epoch, rules: $0) }),
            found != newest.rules
        else { return [] }
        let from = max(time, newest.from + TimeSpan(nanoseconds: 1))
        laterRules = (laterRules ?? []) + [SessionManifest.LaterRules(from: from, rules: found)]
        return found.differences(from: newest.rules)
    }
}

extension VenueRules {
    /// What is other than in earlier rules, in words.
    fileprivate func differences(from before: VenueRules) -> [String] {
        func change<Value: Equatable & CustomStringConvertible>(
            _ name: String, _ path: KeyPath<VenueRules, Value>
        ) -> String? {
            let (old, new) = (before[keyPath: path], self[keyPath: path])
            return old == new ? nil : "\(name) \(old) → \(new)"
        }
        let found = [
            change("quantity step", \.quantityStep), change("least quantity", \.minQuantity),
            change("most quantity", \.maxQuantity), change("least total", \.minNotional),
            change("most total", \.maxNotional), change("maker fee", \.makerFee), change("taker fee", \.takerFee),
        ]
        .compactMap { $0 }
        return found + (ticks == before.ticks ? [] : ["price ticks"])
    }
}
