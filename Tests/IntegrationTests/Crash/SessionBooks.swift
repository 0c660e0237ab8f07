import SigmaJournal
import SigmaModel

/// A session's balances, counted from nothing but the orders and fills in its journal.
struct SessionBooks {
    private(set) var cash: Money
    private(set) var fees = Money.zero
    private(set) var orders: UInt64 = 0
    private(set) var fills: UInt64 = 0
    /// Of each strategy, by its place.
    private(set) var positions: [Int: Quantity] = [:]
    /// What strategies could never sell, by the place of its instrument.
    private(set) var remainders: [Int: Quantity] = [:]
    /// Of each instrument, by its place.
    private(set) var holdings: [Int: Quantity] = [:]
    /// What must never happen, in words.
    private(set) var problems: [String] = []
    private var newest = (id: OrderID.none, time: Timestamp.epoch)
    private var sent: Set<OrderID> = []
    private var known: Set<FillID> = []

    /// Reads a whole journal.
    init(_ journal: String, deposited: Money) throws {
        cash = deposited
        var reader = try JournalReader(journal)
        while let record = try reader.next() {
            switch record {
            case .output(.submitted(let ticket)): book(ticket)
            case .output(.fill(let fill)): book(fill)
            case .output(.remainder(let remainder)):
                positions[Int(remainder.strategy.index), default: .zero] -= remainder.quantity
                remainders[Int(remainder.instrument.index), default: .zero] += remainder.quantity
            case .input, .preset, .warm, .output, .mark: break
            }
        }
    }

    private mutating func book(_ ticket: OrderTicket) {
        if !sent.insert(ticket.id).inserted { problems.append("order \(ticket.id.raw) was sent twice") }
        // An order that waited for its trigger in the engine is sent after those that were made later.
        if ticket.time < newest.time {
            problems.append("order \(ticket.id.raw) of \(ticket.time) was sent after \(newest.id.raw)")
        }
        newest = (ticket.id, ticket.time)
        orders += 1
    }

    private mutating func book(_ fill: Fill) {
        if !known.insert(fill.id).inserted { problems.append("fill \(fill.id.raw) is there twice") }
        if !sent.contains(fill.order) {
            problems.append("fill \(fill.id.raw) is of order \(fill.order.raw), which was never sent")
        }
        let change = (fill.side == .buy ? fill.quantity : -fill.quantity) - fill.baseFee
        cash += fill.side == .buy ? -fill.notional : fill.notional
        cash -= fill.fee
        // Fees in the base asset count at the fill's price, rounded up.
        fees += fill.fee + Money(price: fill.price, quantity: fill.baseFee, rounding: .up)
        positions[Int(fill.strategy.index), default: .zero] += change
        holdings[Int(fill.instrument.index), default: .zero] += change
        fills += 1
    }

    /// What a summary says otherwise than these books.
    func differences(from summary: SessionSummary, strategies: [String], instruments: [String]) throws -> [String] {
        var found = problems
        func compare(_ name: String, _ own: String, _ theirs: String) {
            if own != theirs { found.append("\(name): the journal gives \(own), the session says \(theirs)") }
        }
        // The session counts orders that wait for a trigger in the engine as well.
        if orders > summary.orders { compare("orders", "\(orders)", "\(summary.orders)") }
        compare("fills", "\(fills)", "\(summary.fills)")
        compare("fees", "\(fees)", summary.fees)
        for (place, name) in strategies.enumerated() {
            compare("position of \(name)", "\(positions[place] ?? .zero)", summary.positions[name] ?? "none")
        }
        var equity = cash
        for (place, name) in instruments.enumerated() {
            let left = remainders[place] ?? .zero
            compare("remainder of \(name)", "\(left)", summary.remainders[name] ?? "0")
            if left.raw < 0 { found.append("more was taken of \(name)'s remainders than was left") }
            let price = try Price(summary.prices[name] ?? "0")
            equity += Money(price: price, quantity: holdings[place] ?? .zero, rounding: .down)
        }
        compare("equity", "\(equity)", summary.equity)
        let free = try Money(summary.cash)
        if free > cash || (summary.workingOrders == 0 && free != cash) {
            found.append("cash: the journal gives \(cash), the session says \(summary.cash) with its reserves apart")
        }
        return found
    }
}
