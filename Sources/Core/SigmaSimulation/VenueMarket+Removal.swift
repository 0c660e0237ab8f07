internal import BasicContainers
internal import SigmaModel

extension VenueMarket {
    /// Takes an order off every list.
    mutating func remove(_ id: OrderID) -> VenueOrder? {
        for index in 0..<resting.count where resting[index].ticket.id == id { return removeResting(index) }
        for index in 0..<conditional.count where conditional[index].ticket.id == id {
            return conditional.remove(at: index)
        }
        for index in 0..<arrivals.count where arrivals[index].ticket.id == id { return arrivals.remove(at: index) }
        return nil
    }

    /// Takes the other order of a pair off every list.
    mutating func removeSibling(of ticket: OrderTicket) -> VenueOrder? {
        for index in 0..<resting.count where resting[index].ticket.isPaired(with: ticket) {
            return removeResting(index)
        }
        for index in 0..<arrivals.count where arrivals[index].ticket.isPaired(with: ticket) {
            return arrivals.remove(at: index)
        }
        return removeConditionalSibling(of: ticket)
    }

    /// Takes the trigger that is paired with an order off its list.
    mutating func removeConditionalSibling(of ticket: OrderTicket) -> VenueOrder? {
        for index in 0..<conditional.count where conditional[index].ticket.isPaired(with: ticket) {
            return conditional.remove(at: index)
        }
        return nil
    }

    private mutating func removeResting(_ index: Int) -> VenueOrder {
        let order = resting.remove(at: index)
        refreshRanges()
        return order
    }
}

extension OrderTicket {
    /// Whether two orders cancel each other.
    fileprivate func isPaired(with other: OrderTicket) -> Bool { sibling == other.id || other.sibling == id }
}
