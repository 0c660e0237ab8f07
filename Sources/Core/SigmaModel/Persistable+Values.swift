// The walks of the small values, each one number.

extension Price: PersistableValue {
    public static var blank: Price { .zero }
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&raw) }
}

extension Quantity: PersistableValue {
    public static var blank: Quantity { .zero }
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&raw) }
}

extension Money: PersistableValue {
    public static var blank: Money { .zero }
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&raw) }
}

extension Rate: PersistableValue {
    public static var blank: Rate { .zero }
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&raw) }
}

extension Timestamp: PersistableValue {
    public static var blank: Timestamp { .epoch }
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&nanoseconds) }
}

extension TimeSpan: PersistableValue {
    public static var blank: TimeSpan { .zero }
    public mutating func persist(in archive: inout StateArchive) throws(StateError) { try archive.field(&nanoseconds) }
}

extension Timeframe: PersistableValue {
    public static var blank: Timeframe { .tick }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        let place = archive.place
        var span = span
        try archive.field(&span)
        guard archive.isReading else { return }
        guard let timeframe = Timeframe(span: span) else { throw .invalid("timeframe", place) }
        self = timeframe
    }
}

extension InstrumentID: PersistableValue {
    public static var blank: InstrumentID { InstrumentID(0) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var number = index
        try archive.field(&number)
        self = InstrumentID(Int(number))
    }
}

extension AssetID: PersistableValue {
    public static var blank: AssetID { AssetID(0) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var number = index
        try archive.field(&number)
        self = AssetID(Int(number))
    }
}

extension StrategyID: PersistableValue {
    public static var blank: StrategyID { .manual }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var number = index
        try archive.field(&number)
        self = StrategyID(Int(number))
    }
}

extension OrderID: PersistableValue {
    public static var blank: OrderID { .none }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var number = raw
        try archive.field(&number)
        self = OrderID(raw: number)
    }
}

extension FillID: PersistableValue {
    public static var blank: FillID { FillID(raw: 0) }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        var number = raw
        try archive.field(&number)
        self = FillID(raw: number)
    }
}

extension Side: PersistableValue {}
extension OrderType: PersistableValue {}
extension TimeInForce: PersistableValue {}
extension OrderState: PersistableValue {}
extension RejectReason: PersistableValue {}
extension TradingState: PersistableValue {}
extension MacroReading.Series: PersistableValue {}
extension Signal.Stage: PersistableValue {}

extension OrderUpdate.Status: PersistableValue {
    public static var blank: OrderUpdate.Status { .accepted }
}

extension Fill.Liquidity: PersistableValue {
    public static var blank: Fill.Liquidity { .maker }
}

extension BookUpdate.Flags: PersistableValue {
    public static var blank: BookUpdate.Flags { [] }
}
