internal import SigmaModel

/// The names of the latest trades, to recognise one that comes again.
///
/// One that is not younger than what was forgotten counts as known: a connection may lag behind another by more than is
/// remembered.
///
/// - Complexity: constant time and, once full, no allocation.
struct BybitTradeMemory {
    /// How many names are kept: several times what a page or a burst holds.
    static let capacity = 8_192

    private var names = Set<UInt128>(minimumCapacity: BybitTradeMemory.capacity + 1)
    private var order: [(name: UInt128, time: Timestamp)] = []
    private var next = 0
    private var forgotten = Timestamp.epoch

    /// Whether a trade is among the latest, or before them.
    func contains(_ trade: BybitTrade) -> Bool { trade.trade.time <= forgotten || names.contains(trade.key) }

    /// Remembers a trade; false where it was known.
    mutating func insert(_ trade: BybitTrade) -> Bool {
        guard trade.trade.time > forgotten, names.insert(trade.key).inserted else { return false }
        if order.count < Self.capacity {
            order.append((trade.key, trade.trade.time))
        } else {
            names.remove(order[next].name)
            forgotten = max(forgotten, order[next].time)
            order[next] = (trade.key, trade.trade.time)
            next = (next + 1) % Self.capacity
        }
        return true
    }
}
