internal import SigmaModel

/// Decides from a seed what goes wrong.
final class FaultDesk {
    private struct Entry {
        var rule: FaultRule
        let number: Int
        var concerned = 0
        var happened = 0
    }

    private var entries: [Entry] = []
    private var random: SplitMix64
    private var count = 0

    init(_ rules: [FaultRule], seed: UInt64) {
        random = SplitMix64(seed: seed)
        for rule in rules { _ = add(rule) }
    }

    /// Adds a rule behind the others; returns its number.
    func add(_ rule: FaultRule) -> Int {
        count += 1
        entries.append(Entry(rule: rule, number: count))
        return count
    }

    /// Takes a rule away; false where there is none of the number.
    func remove(_ number: Int) -> Bool {
        guard let index = entries.firstIndex(where: { $0.number == number }) else { return false }
        entries.remove(at: index)
        return true
    }

    /// Takes every rule away.
    func clear() { entries = [] }

    /// The rules with their numbers and how often each happened.
    var rules: [(number: Int, rule: FaultRule, happened: Int)] { entries.map { ($0.number, $0.rule, $0.happened) } }

    /// What goes wrong with a request; the first rule that strikes decides.
    func requestFault(at venue: Venue, _ request: WireRequest) -> RequestFault? {
        for index in entries.indices {
            let rule = entries[index].rule
            guard rule.stream == nil, rule.concerns(venue, path: request.path),
                rule.method.map({ $0.uppercased() == request.method }) ?? true, let fault = rule.requestFault
            else { continue }
            if strikes(index) { return fault }
        }
        return nil
    }

    /// What goes wrong with a message of a stream.
    func streamFault(at venue: Venue, kind: StreamKind, path: String) -> StreamFault? {
        for index in entries.indices {
            let rule = entries[index].rule
            guard rule.method == nil, rule.concerns(venue, path: path), rule.concernsStream(kind),
                let fault = rule.streamFault
            else { continue }
            if strikes(index) { return fault }
        }
        return nil
    }

    private func strikes(_ index: Int) -> Bool {
        entries[index].concerned += 1
        let rule = entries[index].rule
        guard entries[index].concerned > rule.skip, entries[index].happened < rule.count ?? .max,
            rule.probability >= 1 || random.unit() < rule.probability
        else { return false }
        entries[index].happened += 1
        return true
    }
}

extension FaultRule {
    func concerns(_ venue: Venue, path: String) -> Bool {
        (self.venue ?? venue) == venue && (self.path.map { path.hasPrefix($0) } ?? true)
    }

    /// Whether it concerns messages of a stream: of a named kind, or such as only streams have.
    func concernsStream(_ kind: StreamKind) -> Bool {
        if let stream { return stream == kind }
        return [.drop, .duplicate, .reorder].contains(self.kind)
    }

    var requestFault: RequestFault? {
        switch kind {
        case .delay: .delay(TimeSpan(milliseconds: milliseconds))
        case .cut: .cut
        case .cutAfter: .cutAfter
        case .silence: .silence
        case .silenceAfter: .silenceAfter
        case .status: .status(status)
        case .html: .html(status)
        case .drop, .duplicate, .reorder: nil
        }
    }

    var streamFault: StreamFault? {
        switch kind {
        case .delay: .delay(TimeSpan(milliseconds: milliseconds))
        case .cut, .cutAfter: .cut
        case .silence, .silenceAfter: .silence
        case .drop: .drop
        case .duplicate: .duplicate
        case .reorder: .reorder
        case .status, .html: nil
        }
    }
}
