package import SigmaModel
import SigmaPorts

/// An enumeration that the store keeps by names of its own, which outlive a renaming in the program.
protocol StoredName: RawRepresentable where RawValue == UInt8 {
    /// The names by raw value.
    static var storedNames: [String] { get }
}

extension StoredName {
    /// The value to bind.
    var stored: SQLValue { .text(Self.storedNames[Int(rawValue)]) }
}

extension SQLRowReader {
    /// A value of an enumeration that the store keeps by name.
    mutating func named<Value: StoredName>(_: Value.Type = Value.self) throws(StoreError) -> Value {
        let text = try text()
        guard let index = Value.storedNames.firstIndex(of: text), let value = Value(rawValue: UInt8(index)) else {
            throw .unreadable("'\(text)' is none of \(Value.storedNames.joined(separator: ", "))")
        }
        return value
    }
}

extension Side: StoredName {
    static let storedNames = ["buy", "sell"]
}

extension OrderType: StoredName {
    static let storedNames = [
        "market", "limit", "stop", "stopLimit", "takeProfit", "takeProfitLimit", "trailingStop",
    ]
}

extension TimeInForce: StoredName {
    static let storedNames = ["goodTilCancelled", "immediateOrCancel", "fillOrKill", "postOnly"]
}

extension OrderState: StoredName {
    static let storedNames = [
        "created", "approved", "submitting", "open", "partiallyFilled", "unknown", "filled", "canceled", "rejected",
        "expired",
    ]
}

extension RejectReason: StoredName {
    static let storedNames = [
        "none", "invalidPrice", "invalidQuantity", "underMinimumNotional", "overMaximumNotional", "insufficientFunds",
        "wouldTake", "cannotFillCompletely", "unsupportedType", "unknownOrder", "duplicateOrder", "noLiquidity",
        "marketClosed", "other",
    ]
}

extension Fill.Liquidity: StoredName {
    static let storedNames = ["maker", "taker"]
}

extension InstrumentKind: StoredName {
    static let storedNames = ["spot", "linear"]
}

extension Signal.Stage: StoredName {
    static let storedNames = ["NONE", "BUY", "SELL", "WATCH_UP", "WATCH_DOWN"]
}

extension Notification.Severity: StoredName {
    static let storedNames = ["information", "warning", "critical"]
}

extension Signal.Stage {
    /// The name that the design's `signal` column holds, such as `BUY`.
    package var storedName: String { Self.storedNames[Int(rawValue)] }
}
