internal import BasicContainers
public import SigmaModel

/// The orders of a session that are not yet history, found in O(1) by number.
///
/// An order's slot is its number modulo the capacity, so that finding one needs no hashing. Numbers rise and never
/// repeat; one is left out where its slot still holds a working order. An ended order stays readable until its slot is
/// used again.
public struct OrderTable: ~Copyable {
    /// The most orders that can be working at once, unless a session needs less.
    public static let standardCapacity = 512

    /// The most orders that can be working at once in this table.
    public let capacity: Int
    private let mask: UInt64
    private var slots: RigidArray<Order>
    /// Slots of working orders in order of submission.
    private var active: RigidArray<Int32>
    private var newest: UInt64 = 0
    /// The number of orders so far.
    public private(set) var submittedCount: UInt64 = 0

    /// An empty table.
    ///
    /// - Precondition: the capacity is a power of two.
    public init(capacity: Int = OrderTable.standardCapacity) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0, "the capacity is a power of two")
        self.capacity = capacity
        mask = UInt64(capacity - 1)
        let vacant = Order(
            ticket: OrderTicket(
                id: .none, strategy: .manual, time: .epoch,
                request: .market(.buy, .zero, of: InstrumentID(0))))
        slots = RigidArray(repeating: vacant, count: capacity)
        active = RigidArray(capacity: capacity)
    }

    /// The number of working orders.
    public var activeCount: Int { active.count }
    /// Whether no further order fits.
    public var isFull: Bool { active.count == capacity }

    /// The slot of the n-th working order, oldest first.
    @inline(__always)
    public func activeSlot(_ index: Int) -> Int { Int(active[index]) }

    /// The order in a slot.
    public subscript(slot slot: Int) -> Order {
        @inline(__always) _read { yield slots[slot] }
        @inline(__always) _modify { yield &slots[slot] }
    }

    /// The slot that holds an order, or nil when its history is no longer kept.
    @inline(__always)
    public func slot(of id: OrderID) -> Int? {
        let slot = Int(id.raw & mask)
        return id != .none && slots[slot].ticket.id == id ? slot : nil
    }

    /// The next order's number; nil when the table is full.
    @inline(__always)
    func nextID() -> (id: OrderID, slot: Int)? {
        guard !isFull else { return nil }
        var number = newest + 1
        while !isFree(Int(number & mask)) { number += 1 }
        return (OrderID(raw: number), Int(number & mask))
    }

    @inline(__always)
    private func isFree(_ slot: Int) -> Bool { slots[slot].state.isTerminal || slots[slot].ticket.id == .none }

    /// The slot for an order that was numbered elsewhere; nil while a working order has it.
    func vacantSlot(for id: OrderID) -> Int? {
        let slot = Int(id.raw & mask)
        return id != .none && !isFull && isFree(slot) ? slot : nil
    }

    /// Adds the approved order that ``nextID()`` or ``vacantSlot(for:)`` found a place for.
    @inline(__always)
    mutating func insert(_ ticket: OrderTicket, slot: Int) {
        slots[slot] = Order(ticket: ticket)
        slots[slot].state = .approved
        active.append(Int32(slot))
        newest = max(newest, ticket.id.raw)
        submittedCount += 1
    }

    /// Takes an ended order off the working list; it stays readable until its slot is reused.
    @inline(__always)
    mutating func retire(slot: Int) {
        var index = active.count - 1
        while active[index] != Int32(slot) { index -= 1 }
        active.remove(at: index)
    }
}

extension OrderTable: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("orders")
        try archive.require(capacity, "the most orders that can be working at once")
        try archive.field(&newest)
        try archive.field(&submittedCount)
        for slot in 0..<capacity {
            var isUsed = slots[slot].ticket.id != .none
            try archive.field(&isUsed)
            guard isUsed else { continue }
            let place = archive.place
            try archive.field(&slots[slot])
            let isFitting = slots[slot].id != .none && Int(slots[slot].id.raw & mask) == slot
            if !isFitting { throw .invalid("order number \(slots[slot].id.raw)", place) }
        }
        try persistActive(in: &archive)
    }

    private mutating func persistActive(in archive: inout StateArchive) throws(StateError) {
        let count = try archive.count(active.count, upTo: capacity, "number of working orders")
        if archive.isReading { active.removeAll() }
        for index in 0..<count {
            var slot = archive.isReading ? 0 : active[index]
            try archive.field(&slot, in: 0...Int32(capacity - 1), "slot of a working order")
            if archive.isReading { active.append(slot) }
        }
    }
}
