internal import BasicContainers
public import SigmaModel

/// What the session owns: the ledger, a net holding per instrument, and a position per strategy.
public struct Portfolio: ~Copyable {
    /// The currency in which equity is counted; every instrument of a session is quoted in it.
    public let currency: AssetID
    /// The accounts of every asset, from which balances and equity follow.
    public private(set) var ledger: Ledger
    private var positions: RigidArray<Position>
    private var bases: RigidArray<AssetID>
    private var marks: RigidArray<Price>

    /// An empty portfolio.
    ///
    /// - Precondition: every instrument has the same quote currency and an asset of its own, which equity counts once.
    init(table: InstrumentTable, strategyCount: Int) {
        guard let currency = table.quotes.first else { preconditionFailure("a session has an instrument") }
        precondition(table.quotes.allSatisfy { $0 == currency }, "instruments of one session share a quote currency")
        for index in table.bases.indices {
            precondition(
                !table.bases[..<index].contains(table.bases[index]) && table.bases[index] != currency,
                "instruments of one session trade different assets; an asset at two venues needs two sessions")
        }
        self.currency = currency
        ledger = Ledger(assetCount: table.assets.count)
        positions = RigidArray(repeating: Position(), count: strategyCount + 1)
        bases = RigidArray(capacity: table.bases.count)
        for base in table.bases { bases.append(base) }
        marks = RigidArray(repeating: .zero, count: table.bases.count)
    }

    /// A strategy's position; a session keeps one more for orders of no strategy.
    @inline(__always)
    public func position(of strategy: StrategyID) -> Position { positions[Int(strategy.index) + 1] }

    /// Whether a strategy holds nothing.
    @inline(__always)
    public func isFlat(_ strategy: StrategyID) -> Bool { positions[Int(strategy.index) + 1].isFlat }

    /// The account's net holding of an instrument.
    @inline(__always)
    public func holding(of instrument: InstrumentID) -> Quantity {
        Quantity(raw: ledger.owned(bases[Int(instrument.index)]))
    }

    /// Cash at hand, not reserved by orders.
    @inline(__always)
    public var freeCash: Money { Money(raw: ledger.balance(.free, of: currency)) }

    /// Cash with what orders reserve.
    @inline(__always)
    public var cash: Money { Money(raw: ledger.owned(currency)) }

    /// Cash plus every holding at its mark.
    ///
    /// - Complexity: O(instruments).
    @inline(__always)
    public var equity: Money {
        var sum = ledger.owned(currency)
        for index in 0..<marks.count {
            let held = ledger.owned(bases[index])
            if held != 0 { sum += FixedPoint.multiply(held, marks[index].raw, .down) }
        }
        return Money(raw: sum)
    }

    /// Σ |holding| × mark, the account's exposure.
    public var exposure: Money {
        var sum = Money.zero
        for index in 0..<marks.count {
            let held = Quantity(raw: ledger.owned(bases[index])).magnitude
            if held.raw != 0 { sum += Money(price: marks[index], quantity: held, rounding: .up) }
        }
        return sum
    }

    /// Whether anything but cash is held.
    public var hasHoldings: Bool {
        for index in 0..<bases.count where ledger.owned(bases[index]) != 0 { return true }
        return false
    }

    /// Sets the price at which an instrument's holding is valued.
    @inline(__always)
    mutating func mark(_ instrument: InstrumentID, at price: Price) { marks[Int(instrument.index)] = price }

    /// Books a deposit or withdrawal.
    mutating func apply(_ transfer: Transfer) {
        ledger.post(transfer.amount, of: transfer.asset, from: .outside, to: .free)
    }

    /// Reserves (positive) or releases (negative) an amount.
    @inline(__always)
    mutating func lock(_ amount: Int128, of asset: AssetID) { ledger.post(amount, of: asset, from: .free, to: .locked) }

    /// Books a fill and returns the profit it realised for its strategy, before fees.
    @inline(__always)
    mutating func apply(_ fill: Fill) -> Money {
        let base = bases[Int(fill.instrument.index)]
        if fill.side == .buy {
            ledger.post(fill.quantity.raw, of: base, from: .market, to: .free)
            ledger.post(fill.notional.raw, of: currency, from: .free, to: .market)
        } else {
            ledger.post(fill.quantity.raw, of: base, from: .free, to: .market)
            ledger.post(fill.notional.raw, of: currency, from: .market, to: .free)
        }
        ledger.post(fill.fee.raw, of: currency, from: .free, to: .fees)
        return positions[Int(fill.strategy.index) + 1].apply(fill)
    }

    /// Traps unless the ledger balances and the strategies' positions sum to the holdings that trading made.
    public func checkInvariants() {
        ledger.checkInvariants()
        var traded: Int128 = 0
        for index in 0..<bases.count { traded -= ledger.balance(.market, of: bases[index]) }
        for index in 0..<positions.count { traded -= positions[index].quantity.raw }
        precondition(traded == 0, "positions differ from what was traded by \(traded)")
    }
}

extension Portfolio: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("portfolio")
        try archive.field(&ledger)
        try archive.require(positions.count, "the number of positions")
        for index in 0..<positions.count { try archive.field(&positions[index]) }
        for index in 0..<marks.count { try archive.field(&marks[index]) }
    }
}
