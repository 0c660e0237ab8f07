internal import BasicContainers
public import SigmaModel

/// The orders of a session that are not yet history, found in O(1) by number.
///
/// An order's number is its rank in the session times the table's capacity plus its slot, so that numbers rise, never repeat and
/// need no hashing. Slots are reused round robin: an ended order stays readable until many others came after it.
public struct OrderTable: ~Copyable {
    /// The most orders that can be working at once.
    public static let capacity = 1 << slotBits
    private static let slotBits = 9

    private var slots: RigidArray<Order>
    /// Slots of working orders in order of submission.
    private var active: RigidArray<Int32>
    private var sequence: UInt64 = 0
    private var nextSlot = 0

    /// An empty table.
    public init() {
        let vacant = Order(
            ticket: OrderTicket(
                id: .none, strategy: .manual, time: .epoch,
                request: .market(.buy, .zero, of: InstrumentID(0))))
        slots = RigidArray(repeating: vacant, count: OrderTable.capacity)
        active = RigidArray(capacity: OrderTable.capacity)
    }

    /// The number of working orders.
    public var activeCount: Int { active.count }
    /// Whether no further order fits.
    public var isFull: Bool { active.count == OrderTable.capacity }
    /// The number of orders so far.
    public var submittedCount: UInt64 { sequence }

    /// The slot of the n-th working order, oldest first.
    @inline(__always)
    public func activeSlot(_ index: Int) -> Int { Int(active[index]) }

    /// The order in a slot.
    public subscript(slot slot: Int) -> Order {
        @inline(__always) borrowing get { slots[slot] }
        @inline(__always) _modify { yield &slots[slot] }
    }

    /// The slot that holds an order, or nil when its history is no longer kept.
    @inline(__always)
    public func slot(of id: OrderID) -> Int? {
        let slot = Int(id.raw & UInt64(OrderTable.capacity - 1))
        return id != .none && slots[slot].ticket.id == id ? slot : nil
    }

    /// The next order's number; nil when the table is full.
    @inline(__always)
    mutating func nextID() -> (id: OrderID, slot: Int)? {
        guard !isFull else { return nil }
        while !isFree(nextSlot) { nextSlot = (nextSlot + 1) & (OrderTable.capacity - 1) }
        return (OrderID(raw: (sequence + 1) << UInt64(OrderTable.slotBits) | UInt64(nextSlot)), nextSlot)
    }

    @inline(__always)
    private func isFree(_ slot: Int) -> Bool { slots[slot].state.isTerminal || slots[slot].ticket.id == .none }

    /// Adds the order that ``nextID()`` numbered.
    @inline(__always)
    mutating func insert(_ order: consuming Order, slot: Int) {
        slots[slot] = order
        active.append(Int32(slot))
        sequence += 1
        nextSlot = (slot + 1) & (OrderTable.capacity - 1)
    }

    /// Takes an ended order off the working list; it stays readable until its slot is reused.
    @inline(__always)
    mutating func retire(slot: Int) {
        var index = active.count - 1
        while active[index] != Int32(slot) { index -= 1 }
        active.remove(at: index)
    }
}
