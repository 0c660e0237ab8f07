/// The last so many numbers, to know one that comes again.
struct RecentNumbers: Sendable {
    private let capacity: Int
    private var known: Set<UInt64>
    /// In the order in which they came, as a ring once it is full.
    private var ring: [UInt64] = []
    private var oldest = 0

    /// Room for so many, all of it taken at once, so that nothing grows later.
    init(capacity: Int) {
        precondition(capacity > 0, "one number at least is remembered")
        self.capacity = capacity
        known = Set(minimumCapacity: capacity + 1)
        ring.reserveCapacity(capacity)
    }

    /// Whether a number is among them.
    func contains(_ number: UInt64) -> Bool { known.contains(number) }

    /// Remembers a number, and forgets the oldest for it where there is no more room; false when it is known already.
    mutating func insert(_ number: UInt64) -> Bool {
        guard known.insert(number).inserted else { return false }
        if ring.count < capacity {
            ring.append(number)
        } else {
            known.remove(ring[oldest])
            ring[oldest] = number
            oldest = oldest + 1 == capacity ? 0 : oldest + 1
        }
        return true
    }
}
