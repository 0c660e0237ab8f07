/// Gives out a venue's numbers and names of orders and executions.
final class VenueNumbers {
    private var orders: UInt64 = 0
    private var fills: UInt64 = 0
    /// The venue's name of an order of a number.
    let orderName: (UInt64) -> String

    init(orderName: @escaping (UInt64) -> String) { self.orderName = orderName }

    func nextOrder() -> UInt64 {
        orders += 1
        return orders
    }

    func nextFill() -> UInt64 {
        fills += 1
        return fills
    }
}
