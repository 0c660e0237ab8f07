package import SigmaEngine
internal import SigmaHistory
package import SigmaModel
internal import SigmaSimulation

/// An account at a venue: its keys, its orders and executions, and a simulated venue that matches them.
///
/// Matching is that of the backtest: own orders meet the market as it was recorded or generated and do not move it.
package final class EmulatedAccount {
    /// Orders that may work at once in one instrument.
    package static let orderCapacity = 512

    package let name: String
    /// The keys that use it, by id.
    package private(set) var keys: [EmulatedKey]
    /// Every order that was taken, in order of number.
    package internal(set) var orders: [EmulatedOrder] = []
    /// Every execution, in order of number.
    package internal(set) var fills: [EmulatedFill] = []
    /// Client ids that were ever used, refused orders included.
    private var usedClientIDs: Set<String> = []
    /// Client ids that were offered again after they were used, in order.
    private var repeatedClientIDs: [String] = []

    let table: InstrumentTable
    var venue: SimulatedVenue
    let numbers: VenueNumbers
    var news: [AccountNews] = []
    var places: [UInt64: Int] = [:]
    /// The places of the orders that work, in order of number.
    var working: [Int] = []
    var fillPlaces: [UInt64: [Int]] = [:]
    var byClientID: [String: UInt64] = [:]
    var byVenueID: [String: UInt64] = [:]
    var known: [AssetBalance] = []
    /// The net position in each instrument, as contracts settle; pairs are not counted.
    var positions: [Position]

    init(_ settings: AccountSettings, table: InstrumentTable, numbers: VenueNumbers) {
        name = settings.name
        keys = settings.keys
        self.table = table
        self.numbers = numbers
        positions = Array(repeating: Position(), count: table.instruments.count)
        venue = SimulatedVenue(
            table: table, settings: settings.simulation, orderCapacity: EmulatedAccount.orderCapacity)
    }

    /// The order of a number.
    package func order(number: UInt64) -> EmulatedOrder? { places[number].map { orders[$0] } }
    /// The order of the venue's name.
    package func order(venueID: String) -> EmulatedOrder? { byVenueID[venueID].flatMap { order(number: $0) } }
    /// The newest order of a client's name.
    package func order(clientID: String) -> EmulatedOrder? { byClientID[clientID].flatMap { order(number: $0) } }
    /// The executions of an order, oldest first.
    package func fills(of number: UInt64) -> [EmulatedFill] { (fillPlaces[number] ?? []).map { fills[$0] } }
    /// The orders that work, in order of number.
    package var openOrders: [EmulatedOrder] { working.map { orders[$0] } }

    /// Changes one of the keys; false where there is none of the id.
    func change(key id: String, _ body: (inout EmulatedKey) throws -> Void) rethrows -> Bool {
        guard let place = keys.firstIndex(where: { $0.id == id }) else { return false }
        try body(&keys[place])
        return true
    }

    /// Remembers a client id as used, as a venue does that burns the ids of refused orders.
    package func burn(clientID: String) { usedClientIDs.insert(clientID) }

    /// Whether a client id was used before; that it was offered again is written down.
    package func isRepeated(clientID: String) -> Bool {
        guard usedClientIDs.contains(clientID) else { return false }
        repeatedClientIDs.append(clientID)
        return true
    }

    /// Lets the market meet the account's orders.
    func match(_ event: MarketEvent) {
        switch event {
        case .trade(let trade): venue.onTrade(trade)
        case .book(let update): venue.onBook(update)
        }
        if venue.outboxCount > 0 { collect() }
    }

    /// Gives money to the account or takes it.
    package func transfer(_ amount: Int128, of asset: String, at time: Timestamp) -> Bool {
        guard let index = table.assets.firstIndex(of: asset) else { return false }
        venue.transfer(Transfer(asset: AssetID(index), time: time, amount: amount))
        noteBalances()
        return true
    }

    /// Takes what there is to tell.
    package func takeNews() -> [AccountNews] {
        defer { news.removeAll(keepingCapacity: true) }
        return news
    }

    /// Everything that is known of the account.
    package var truth: AccountTruth {
        let contracts = table.instruments.indices.filter { table.instruments[$0].kind == .linear }
        return AccountTruth(
            orders: orders, fills: fills, balances: balances,
            contracts: Dictionary(contracts.map { (table.instruments[$0].symbol, positions[$0]) }) { $1 },
            repeated: repeatedClientIDs)
    }

    /// What the account owns of each asset that it owns or owned any of, in the order of the table.
    package var balances: [AssetBalance] { known }

    /// The net position in a contract; flat for a pair.
    package func position(in instrument: InstrumentID) -> Position { positions[Int(instrument.index)] }

    /// What the open position in a contract gained or lost at the newest price; zero for a pair.
    func unrealized(on board: MarketBoard) -> Money { position(in: board.id).unrealized(at: board.lastPrice) }

    /// What it owns of an asset.
    package func balance(of asset: String) -> AssetBalance {
        known.first { $0.asset == asset } ?? AssetBalance(asset: asset, free: 0, locked: 0)
    }
}
