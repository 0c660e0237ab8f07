internal import SigmaHistory
package import SigmaModel
internal import SigmaPorts

/// One venue of the emulator, as its protocol sees it: market, accounts, connections, clocks.
package final class VenueSite {
    package let venue: Venue
    /// How the venue is played.
    package let settings: VenueSettings
    /// The market of all venues; a protocol speaks only of ``boards``.
    package let market: EmulatedMarket
    /// The venue's instruments in the order of their listing.
    package let boards: [MarketBoard]
    /// The accounts by name, in the order in which they were made.
    package private(set) var accounts: [EmulatedAccount] = []
    /// The connections that stand, oldest first.
    package private(set) var sessions: [StreamSession] = []
    /// How far the venue's clock was set off; part of ``now``.
    package var clockJump = TimeSpan.zero
    /// Whether the venue is closed for maintenance.
    package var isInMaintenance = false
    /// Until when a restart takes, by the wall clock.
    package var downUntil = Timestamp.epoch
    /// Instruments that take no orders now.
    package var suspended: Set<InstrumentID> = []
    /// How many requests came, whatever the answer; refused handshakes are among them.
    package var requestCount = 0
    /// How many connections were granted.
    package var connectionCount = 0

    private let clock: any SessionClock
    /// The share of the market's quantities that orders meet.
    private let liquidity: Rate
    private let numbers: VenueNumbers
    private let bySymbol: [String: [MarketBoard]]

    init(
        _ settings: VenueSettings, market: EmulatedMarket, clock: any SessionClock,
        liquidity: Rate, orderName: @escaping (UInt64) -> String
    ) throws(EmulatorError) {
        venue = settings.venue
        self.settings = settings
        self.market = market
        self.clock = clock
        self.liquidity = liquidity
        boards = market.boards.filter { $0.instrument.venue == settings.venue }
        bySymbol = Dictionary(grouping: boards) { $0.instrument.symbol }
        numbers = VenueNumbers(orderName: orderName)
        for account in settings.accounts { try add(account) }
    }

    /// The venue's clock, by which requests are dated: the wall clock and ``clockJump``.
    package var now: Timestamp { clock.now + clockJump }
    /// The wall clock, by which rate limits are counted.
    package var wall: Timestamp { clock.now }
    /// A reading that never goes back, for heartbeats.
    package var monotonic: TimeSpan { clock.monotonic }
    /// The time of the market, by which orders and news are dated.
    package var marketTime: Timestamp { market.time }

    /// The instrument of a symbol; of those that share it, the one of a kind.
    package func board(_ symbol: String, kind: InstrumentKind = .spot) -> MarketBoard? {
        bySymbol[symbol]?.first { $0.instrument.kind == kind }
    }

    /// The account of a name.
    package func account(_ name: String) -> EmulatedAccount? { accounts.first { $0.name == name } }

    /// The key of an id and its account.
    package func key(_ id: String) -> (key: EmulatedKey, account: EmulatedAccount)? {
        for account in accounts {
            if let key = account.keys.first(where: { $0.id == id }) { return (key, account) }
        }
        return nil
    }

    /// Opens an account.
    package func add(_ account: AccountSettings) throws(EmulatorError) {
        guard self.account(account.name) == nil else { throw .duplicate(account.name, at: venue) }
        for entry in account.keys where key(entry.id) != nil { throw .duplicate(entry.id, at: venue) }
        let made = EmulatedAccount(account, table: market.table, numbers: numbers)
        for (asset, amount) in account.balances.sorted(by: { $0.key < $1.key }) {
            guard boards.contains(where: { [$0.instrument.base, $0.instrument.quote].contains(asset) }),
                made.transfer(amount.raw, of: asset, at: market.time)
            else { throw .unknownAsset(asset, at: venue) }
        }
        _ = made.takeNews()
        for board in boards { board.replay { made.match($0.thinned(to: liquidity)) } }
        accounts.append(made)
    }

    /// Changes a key; false where there is none of the id.
    func change(key id: String, _ body: (inout EmulatedKey) throws -> Void) rethrows -> Bool {
        guard let account = key(id)?.account else { return false }
        return try account.change(key: id, body)
    }

    /// Lets every account meet a market event.
    func match(_ event: MarketEvent) {
        let thinned = event.thinned(to: liquidity)
        for account in accounts { account.match(thinned) }
    }

    func opened(_ session: StreamSession) { sessions.append(session) }
    func closed(_ session: StreamSession) { sessions.removeAll { $0 === session } }

    /// Whether the venue serves nobody at the moment.
    package var isDown: Bool { isInMaintenance || clock.now < downUntil }
}

extension MarketEvent {
    /// The event with a share of its quantity, a unit of 10⁻⁸ at the least.
    func thinned(to share: Rate) -> MarketEvent {
        guard share != .one else { return self }
        switch self {
        case .trade(var trade):
            trade.quantity = max(Quantity(raw: 1), trade.quantity.applying(share, .down))
            return .trade(trade)
        case .book(var update):
            guard update.quantity.raw > 0 else { return self }
            update.quantity = max(Quantity(raw: 1), update.quantity.applying(share, .down))
            return .book(update)
        }
    }
}
