internal import SigmaModel
internal import SigmaWire

/// Reads the values that orders have on the stream and in answers alike; every name that is not known is an error.
struct UpbitOrderReader {
    /// Below this × 10⁻⁸ a binary number of the stream, printed as short as possible, is the exact decimal.
    ///
    /// Neighbouring binary numbers are less than 10⁻⁸ apart up to 2⁵³ × 10⁻⁸; beyond, decimals may have been lost.
    static let exactBelow: Int128 = 1 << 53

    private let cursor: JSONCursor

    init(_ cursor: JSONCursor) { self.cursor = cursor }

    /// What makes an order execute.
    func kind(_ value: JSONValue, _ field: StaticString) throws(WireError) -> UpbitOrder.Kind {
        guard let kind = UpbitOrder.Kind(rawValue: try cursor.string(value, field)) else {
            throw WireError(field, "is not known")
        }
        return kind
    }

    /// How far an order has come.
    func state(_ value: JSONValue) throws(WireError) -> UpbitOrder.State {
        guard let state = UpbitOrder.State(rawValue: try cursor.string(value, "state")) else {
            throw WireError("state", "is not known")
        }
        return state
    }

    /// Which part of an order may rest; nil where all of it may.
    func timeInForce(_ value: JSONValue) throws(WireError) -> UpbitOrder.TimeInForce? {
        guard let text = try cursor.optionalString(value, "time_in_force"), !text.isEmpty else { return nil }
        guard let timeInForce = UpbitOrder.TimeInForce(rawValue: text) else {
            throw WireError("time_in_force", "is not known")
        }
        return timeInForce
    }

    /// The side of an order in an answer, where `bid` buys.
    func side(_ value: JSONValue) throws(WireError) -> Side {
        if cursor.matches(value, "bid") { return .buy }
        guard cursor.matches(value, "ask") else { throw cursor.problem(value, "side", "is neither bid nor ask") }
        return .sell
    }

    /// An exact amount that is not negative; nil where it is absent or null.
    func amount(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Int128? {
        if value.isNil { return nil }
        let amount = try cursor.decimal(value, field)
        guard amount >= 0 else { throw WireError(field, "is negative") }
        return amount
    }

    /// An exact amount that is not negative and must be there.
    func wanted(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Int128 {
        guard let amount = try amount(value, field) else { throw cursor.problem(value, field, "is no amount") }
        return amount
    }

    /// Makes sure that an order has the amounts that its type must have.
    func check(_ order: UpbitOrder) throws(WireError) {
        let hasPrice = (order.price ?? 0) > 0
        let hasVolume = order.volume != nil
        let isWhole =
            switch (order.kind, order.side) {
            case (.limit, _): hasPrice && hasVolume
            case (.market, _), (.best, .sell): hasVolume
            case (.price, _), (.best, .buy): hasPrice
            }
        guard isWhole else { throw WireError("price, volume", "are not what the order's type must have") }
    }

    /// A fee, which has more than eight decimals often: rounded up, never in the account's favour.
    func fee(_ value: JSONValue, _ field: StaticString) throws(WireError) -> Int128? {
        value.isNil ? nil : try cursor.decimal(value, field, .up)
    }
}
