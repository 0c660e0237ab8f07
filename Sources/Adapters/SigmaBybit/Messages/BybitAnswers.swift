internal import SigmaModel
internal import SigmaPorts
internal import SigmaWire

/// Reads orders, executions and balances, which streams and answers write alike.
///
/// Kinds of instruments that are not traded here, inverse contracts and options, are passed over.
enum BybitAnswers {
    private enum Field: Int {
        case category, symbol, venueID, clientID, side, status, cancel, reason, timeInForce, type, price, quantity
        case filled, unit, updated, created
    }

    private static let names = JSONNames([
        ("category", Field.category.rawValue), ("symbol", Field.symbol.rawValue), ("orderId", Field.venueID.rawValue),
        ("orderLinkId", Field.clientID.rawValue), ("side", Field.side.rawValue),
        ("orderStatus", Field.status.rawValue), ("cancelType", Field.cancel.rawValue),
        ("rejectReason", Field.reason.rawValue), ("timeInForce", Field.timeInForce.rawValue),
        ("price", Field.price.rawValue), ("qty", Field.quantity.rawValue), ("cumExecQty", Field.filled.rawValue),
        ("orderType", Field.type.rawValue), ("marketUnit", Field.unit.rawValue),
        ("createdTime", Field.created.rawValue), ("updatedTime", Field.updated.rawValue),
    ])

    /// Orders in the order in which they are listed.
    ///
    /// - Parameter category: of all of them, where they do not name it themselves.
    static func orders(
        _ list: JSONValue, _ category: BybitCategory?, _ cursor: JSONCursor
    ) throws(WireError) -> [OrderReport] {
        var reports: [OrderReport] = []
        try cursor.each(of: list, "data") { cursor throws(WireError) in
            let members = try cursor.members(names)
            guard let category = try self.category(members[Field.category], category, cursor) else { return }
            reports.append(try order(members, category, cursor))
        }
        return reports
    }

    private static func order(
        _ members: JSONMembers, _ category: BybitCategory, _ cursor: JSONCursor
    ) throws(WireError) -> OrderReport {
        let side = try cursor.side(members[Field.side], "side")
        let isMarket = try isMarket(members[Field.type], cursor)
        let filled = try cursor.optionalQuantity(members[Field.filled], "cumExecQty") ?? .zero
        let isByTotal = category == .spot && isMarket && isByTotal(members[Field.unit], side, cursor)
        let timeInForce = members[Field.timeInForce]
        let words = BybitOrderState.Words(
            status: try cursor.string(members[Field.status], "orderStatus"),
            cancel: try cursor.optionalString(members[Field.cancel], "cancelType") ?? "",
            reason: try cursor.optionalString(members[Field.reason], "rejectReason") ?? "",
            isImmediate: isMarket || cursor.matches(timeInForce, "IOC") || cursor.matches(timeInForce, "FOK"),
            isMarket: isMarket, isByTotal: isByTotal, hasFilled: filled.raw > 0)
        guard let state = BybitOrderState.report(words) else {
            throw WireError("orderStatus", "is of an unknown kind")
        }
        let time = cursor.isEmpty(members[Field.updated]) ? members[Field.created] : members[Field.updated]
        let quantity = isByTotal ? .zero : try cursor.quantity(members[Field.quantity], "qty")
        guard quantity.raw >= 0, filled.raw >= 0 else { throw WireError("qty, cumExecQty", "are negative") }
        return OrderReport(
            clientID: try cursor.optionalString(members[Field.clientID], "orderLinkId") ?? "",
            venueID: try cursor.string(members[Field.venueID], "orderId"),
            symbol: try cursor.string(members[Field.symbol], "symbol"), side: side, status: state.status,
            quantity: quantity,
            limitPrice: isMarket ? .zero : try cursor.optionalPrice(members[Field.price], "price") ?? .zero,
            filledQuantity: filled, reason: state.reason, time: try cursor.milliseconds(time, "updatedTime"))
    }

    /// Whether a spot market order is for a total in the quote currency, as a buy is unless it says otherwise.
    private static func isByTotal(_ unit: JSONValue, _ side: Side, _ cursor: JSONCursor) -> Bool {
        switch side {
        case .buy: !cursor.matches(unit, "baseCoin")
        case .sell: cursor.matches(unit, "quoteCoin")
        }
    }

    private static func isMarket(_ type: JSONValue, _ cursor: JSONCursor) throws(WireError) -> Bool {
        if cursor.matches(type, "Market") { return true }
        guard cursor.matches(type, "Limit") else { throw cursor.problem(type, "orderType", "is of an unknown kind") }
        return false
    }

    /// The kind of an item, or of all; nil for one that is not traded here.
    static func category(
        _ value: JSONValue, _ common: BybitCategory?, _ cursor: JSONCursor
    ) throws(WireError) -> BybitCategory? {
        if value.isNil {
            guard let common else { throw WireError("category", "is missing") }
            return common
        }
        guard value.kind == .string else { throw cursor.problem(value, "category", "is no text") }
        return BybitCategory.allCases.first { cursor.string(value, equals: Array($0.rawValue.utf8)) }
    }

    /// The venue's name of an order in an acknowledgement; empty where there is none.
    static func acknowledgement(_ result: JSONValue, _ cursor: JSONCursor) throws(WireError) -> String {
        guard result.kind == .object else { return "" }
        let members = try cursor.members(of: result, "result", names)
        return try cursor.optionalString(members[Field.venueID], "orderId") ?? ""
    }
}
