internal import SigmaModel
internal import SigmaPorts
internal import SigmaWire

extension BybitAnswers {
    private enum Field: Int {
        case symbol, side, size, value
    }

    private static let positionNames = JSONNames([
        ("symbol", Field.symbol.rawValue), ("side", Field.side.rawValue), ("size", Field.size.rawValue),
        ("positionValue", Field.value.rawValue),
    ])

    /// The net positions that are listed; where an account hedges, both sides of a contract together.
    ///
    /// Source: Bybit "Get Position Info": `size` is never negative, `side` is empty where nothing is held, and
    /// `positionValue` is the size times the mean entry price.
    static func positions(_ list: JSONValue, _ cursor: JSONCursor) throws(WireError) -> [PositionReport] {
        var held: [PositionReport] = []
        try cursor.each(of: list, "list") { cursor throws(WireError) in
            let members = try cursor.members(positionNames)
            guard let size = try cursor.optionalQuantity(members[Field.size], "size"), size.raw != 0 else { return }
            let sign = try cursor.side(members[Field.side], "side").sign
            let symbol = try cursor.string(members[Field.symbol], "symbol")
            let value = try cursor.decimal(members[Field.value], "positionValue", .nearest)
            let quantity = Quantity(raw: size.raw * sign)
            let cost = Money(raw: value * sign)
            if let place = held.firstIndex(where: { $0.symbol == symbol }) {
                held[place].quantity += quantity
                held[place].cost += cost
            } else {
                held.append(PositionReport(symbol: symbol, quantity: quantity, cost: cost))
            }
        }
        return held
    }
}
