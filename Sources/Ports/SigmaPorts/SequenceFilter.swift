/// Tells which messages of one durable topic are new, so that delivery at least once becomes exactly once.
///
/// It remembers a floor, below which all were seen, and the few above it that came early. A consumer that keeps the
/// floor where it keeps the messages' effects is exact across crashes as well.
package struct SequenceFilter: Hashable, Sendable {
    /// Every sequence up to here was seen.
    package private(set) var floor: UInt64
    private var early: Set<UInt64> = []

    /// Everything up to `floor` was seen and nothing after it.
    package init(floor: UInt64 = 0) { self.floor = floor }

    /// Whether a sequence was never given before; it counts as seen from now on.
    package mutating func isNew(_ sequence: UInt64) -> Bool {
        guard sequence > floor, early.insert(sequence).inserted else { return false }
        while early.remove(floor + 1) != nil { floor += 1 }
        return true
    }

    /// Whether a sequence was given before.
    package func hasSeen(_ sequence: UInt64) -> Bool { sequence <= floor || early.contains(sequence) }
}
