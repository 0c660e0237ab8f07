import SigmaEmulator
import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaRuntime

/// What a live session's journal says of its orders and money, to be compared with the venue's own books.
struct LiveBooks {
    /// An order as the journal tells of it.
    struct Entry {
        let ticket: OrderTicket
        var fills: [Fill] = []
        var isEnded = false
        var isUnknown = false

        var filled: Quantity { fills.reduce(.zero) { $0 + $1.quantity } }
    }

    private(set) var orders: [OrderID: Entry] = [:]
    /// What must never happen, in words.
    private(set) var problems: [String] = []

    /// Reads a whole journal.
    init(_ journal: String) throws {
        var reader = try JournalReader(journal)
        while let record = try reader.next() {
            switch record {
            case .output(.submitted(let ticket)):
                if orders.updateValue(Entry(ticket: ticket), forKey: ticket.id) != nil {
                    problems.append("order \(ticket.id.raw) was decided twice")
                }
            case .input(.fill(let fill), _): book(fill)
            case .input(.orderUpdate(let update), _): book(update)
            default: break
            }
        }
    }

    private mutating func book(_ fill: Fill) {
        guard let entry = orders[fill.order] else {
            return problems.append("fill \(fill.id.raw) is of order \(fill.order.raw), which was never sent")
        }
        if entry.fills.contains(where: { $0.id == fill.id || $0.tradeKey == fill.tradeKey }) {
            problems.append("fill \(fill.id.raw) of order \(fill.order.raw) is there twice")
        }
        orders[fill.order]?.fills.append(fill)
        orders[fill.order]?.isUnknown = false
        if entry.ticket.request.quantity.raw > 0, entry.filled + fill.quantity >= entry.ticket.request.quantity {
            orders[fill.order]?.isEnded = true
        }
    }

    private mutating func book(_ update: OrderUpdate) {
        guard orders[update.order] != nil else {
            return problems.append("an update is of order \(update.order.raw), which was never sent")
        }
        switch update.status {
        case .rejected, .canceled, .expired, .completed:
            orders[update.order]?.isEnded = true
            orders[update.order]?.isUnknown = false
        case .unknown: orders[update.order]?.isUnknown = true
        case .accepted: orders[update.order]?.isUnknown = false
        case .cancelRejected, .amended, .amendRejected: break
        }
    }

    /// What the venue's books say otherwise.
    ///
    /// - Parameter opening: what the account held when the session began, by asset.
    func differences(
        from truth: AccountTruth, names: ClientOrderID, _ instrument: Instrument, opening: [String: Int128]
    ) -> [String] {
        var found = problems + truth.repeated.map { "'\($0)' was sent again" }
        var atVenue: [OrderID: EmulatedOrder] = [:]
        for order in truth.orders {
            guard let id = names.order(order.clientID ?? "") else {
                found.append("order \(order.number) at the venue is none of the session's")
                continue
            }
            if atVenue.updateValue(order, forKey: id) != nil { found.append("order \(id.raw) is twice at the venue") }
            if orders[id] == nil { found.append("order \(id.raw) is at the venue and not in the journal") }
        }
        for (id, entry) in orders.sorted(by: { $0.key < $1.key }) {
            found += compare(id, entry, atVenue[id], atVenue[id].map { truth.fills(of: $0.number) } ?? [], instrument)
        }
        return found + balances(instrument, opening, truth)
    }

    private func compare(
        _ id: OrderID, _ entry: Entry, _ order: EmulatedOrder?, _ fills: [EmulatedFill], _ instrument: Instrument
    ) -> [String] {
        var found: [String] = []
        if entry.isUnknown { found.append("the outcome of order \(id.raw) is not known") }
        if (order?.state.isTerminal ?? true) != entry.isEnded {
            found.append(
                "order \(id.raw) is \(order?.state.rawValue ?? "not there") at the venue, and "
                    + (entry.isEnded ? "ended" : "works") + " in the journal")
        }
        let own = entry.fills.map { Execution($0, instrument) }.sorted { $0.text < $1.text }
        let theirs = fills.map { Execution($0) }.sorted { $0.text < $1.text }
        if own != theirs {
            found.append("order \(id.raw): the journal has \(own.map(\.text)), the venue \(theirs.map(\.text))")
        }
        return found
    }

    private func balances(_ instrument: Instrument, _ opening: [String: Int128], _ truth: AccountTruth) -> [String] {
        var owned = opening
        for fill in orders.values.flatMap(\.fills) {
            let sign: Int128 = fill.side == .buy ? 1 : -1
            owned[instrument.assetName, default: 0] += sign * fill.quantity.raw - fill.baseFee.raw
            owned[instrument.quote, default: 0] -= sign * fill.notional.raw + fill.fee.raw
        }
        // A wallet still has what an open contract cost.
        if instrument.kind == .linear {
            owned[instrument.quote, default: 0] += truth.contracts[instrument.symbol]?.cost.raw ?? 0
        }
        var found: [String] = []
        for asset in [instrument.assetName, instrument.quote] {
            let (own, theirs) = (owned[asset] ?? 0, truth.balance(of: asset).map { $0.free + $0.locked } ?? 0)
            guard own != theirs else { continue }
            found.append(
                "\(asset): the journal gives \(DecimalText.format(own)), the venue \(DecimalText.format(theirs))")
        }
        return found
    }
}

/// An execution in words, to the last decimal.
private struct Execution: Equatable {
    let text: String

    init(_ fill: Fill, _ instrument: Instrument) {
        let isInBase = fill.baseFee.raw != 0
        text = Self.words(
            fill.side, fill.price, fill.quantity, fill.notional,
            isInBase ? "\(fill.baseFee) \(instrument.base)" : "\(fill.fee) \(instrument.quote)")
    }

    init(_ fill: EmulatedFill) {
        text = Self.words(
            fill.side, fill.price, fill.quantity, fill.notional, "\(fill.fee) \(fill.feeAsset)")
    }

    private static func words(
        _ side: Side, _ price: Price, _ quantity: Quantity, _ notional: Money, _ fee: String
    ) -> String {
        "\(side) \(quantity) at \(price) for \(notional), fee \(fee)"
    }
}
