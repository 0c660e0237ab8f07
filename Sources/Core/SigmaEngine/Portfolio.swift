internal import BasicContainers
public import SigmaModel

/// What the session owns: the ledger, a net holding per instrument, and whose it is.
///
/// Each strategy has a position, and the session one of its own per instrument, of what belongs to no strategy: orders of
/// people, and remainders that strategies could never sell.
public struct Portfolio: ~Copyable {
    /// The currency in which equity is counted; every instrument of a session is quoted in it.
    public let currency: AssetID
    /// The accounts of every asset, from which balances and equity follow.
    public private(set) var ledger: Ledger
    /// The strategies' positions, then the session's own by instrument.
    private var positions: RigidArray<Position>
    /// What each strategy trades.
    private let instruments: [InstrumentID]
    private var bases: RigidArray<AssetID>
    private var marks: RigidArray<Price>

    /// An empty portfolio.
    ///
    /// - Precondition: every instrument has the same quote currency and an asset of its own, which equity counts once.
    init(table: InstrumentTable, strategies: [InstrumentID]) {
        guard let currency = table.quotes.first else { preconditionFailure("a session has an instrument") }
        precondition(table.quotes.allSatisfy { $0 == currency }, "instruments of one session share a quote currency")
        for index in table.bases.indices {
            precondition(
                !table.bases[..<index].contains(table.bases[index]) && table.bases[index] != currency,
                "instruments of one session trade different assets; an asset at two venues needs two sessions")
        }
        self.currency = currency
        ledger = Ledger(assetCount: table.assets.count)
        instruments = strategies
        positions = RigidArray(repeating: Position(), count: strategies.count + table.bases.count)
        bases = RigidArray(capacity: table.bases.count)
        for base in table.bases { bases.append(base) }
        marks = RigidArray(repeating: .zero, count: table.bases.count)
    }

    /// The number of positions: one per strategy, and the session's own.
    var positionCount: Int { positions.count }

    /// The place of a strategy's position, or of the session's own in an instrument.
    @inline(__always)
    func place(of strategy: StrategyID, in instrument: InstrumentID) -> Int {
        strategy == .manual ? instruments.count + Int(instrument.index) : Int(strategy.index)
    }

    /// The position in a place.
    subscript(place: Int) -> Position {
        @inline(__always) _read { yield positions[place] }
    }

    /// How much a strategy holds; negative is short.
    @inline(__always)
    func quantity(of strategy: StrategyID) -> Quantity { positions[Int(strategy.index)].quantity }

    /// A strategy's position.
    @inline(__always)
    public func position(of strategy: StrategyID) -> Position { positions[Int(strategy.index)] }

    /// A strategy's position, or for orders of no strategy the session's own in an instrument.
    @inline(__always)
    public func position(of strategy: StrategyID, in instrument: InstrumentID) -> Position {
        positions[place(of: strategy, in: instrument)]
    }

    /// What of an instrument belongs to no strategy: orders of people, and remainders of strategies.
    public func ownPosition(in instrument: InstrumentID) -> Position { position(of: .manual, in: instrument) }

    /// Whether a strategy holds nothing.
    @inline(__always)
    public func isFlat(_ strategy: StrategyID) -> Bool { positions[Int(strategy.index)].isFlat }

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

    /// Whether no strategy holds anything; the session's own positions, such as remainders, no flatten sells.
    public var areStrategiesFlat: Bool {
        for index in instruments.indices where !positions[index].isFlat { return false }
        return true
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
        if fill.baseFee.raw != 0 { ledger.post(fill.baseFee.raw, of: base, from: .free, to: .fees) }
        return positions[place(of: fill.strategy, in: fill.instrument)].apply(fill)
    }

    /// Moves a strategy's whole position to the session's own, at its cost; returns what was moved.
    mutating func disown(_ strategy: StrategyID) -> (quantity: Quantity, cost: Money) {
        let own = place(of: .manual, in: instruments[Int(strategy.index)])
        var position = positions[Int(strategy.index)]
        let moved = (position.quantity, position.cost)
        position.move(to: &positions[own])
        positions[Int(strategy.index)] = position
        return moved
    }

    /// Traps unless the ledger balances and the positions in each instrument sum to the holding that trading made.
    public func checkInvariants() {
        ledger.checkInvariants()
        for index in 0..<bases.count {
            // What trading made of a holding came from the market, less what venues took of it.
            let traded = -ledger.balance(.market, of: bases[index]) - ledger.balance(.fees, of: bases[index])
            var positioned = positions[instruments.count + index].quantity.raw
            for strategy in instruments.indices where Int(instruments[strategy].index) == index {
                positioned += positions[strategy].quantity.raw
            }
            precondition(traded == positioned, "positions differ from what was traded by \(traded - positioned)")
        }
        for index in 0..<positions.count where positions[index].isFlat {
            precondition(positions[index].cost.raw == 0, "a flat position has a cost of \(positions[index].cost)")
        }
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
