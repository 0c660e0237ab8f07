import SigmaModel
import SigmaPorts
import SigmaStorage
import Testing

/// Every repository writes once what is one thing, and finds it again.
@Suite("Repositories")
struct RepositoryTests {
    private static let market = StoredMarket(venue: .upbit, symbol: "KRW-BTC")

    private static func order(_ number: UInt64, state: OrderState = .open, symbol: String = "KRW-BTC") -> StoredOrder {
        var request = OrderRequest(
            instrument: InstrumentID(0), side: .sell, type: .stopLimit, timeInForce: .postOnly,
            quantity: Quantity(raw: 123_456_789_012_345_678_901), limitPrice: Price(raw: 67_734_000_00000001),
            triggerPrice: Price(raw: 3), reduceOnly: true)
        request.total = Money(raw: 7)
        request.trail = Rate(raw: 500_000)
        return StoredOrder(
            session: "s",
            ticket: OrderTicket(
                id: OrderID(raw: number), strategy: StrategyID(2), time: .start + TimeSpan(seconds: Int64(number)),
                request: request, sibling: number == 2 ? OrderID(raw: 1) : .none),
            market: StoredMarket(venue: .upbit, symbol: symbol), state: state, reason: .wouldTake,
            filledQuantity: Quantity(raw: 5), filledNotional: Money(raw: -6), updatedAt: .start, sequence: number)
    }

    @Test("orders", arguments: Backend.available)
    func orders(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let states: [OrderState] = [.open, .filled, .unknown, .canceled, .submitting]
        let orders = states.enumerated().map { Self.order(UInt64($0 + 1), state: $1, symbol: "S\($0 % 2)") }
        try await store.orders.save(orders)
        try await store.orders.save(orders)
        #expect(try await store.orders.orders(of: "s") == orders)
        #expect(try await store.orders.orders(of: "other").isEmpty)
        #expect(try await store.orders.order(OrderID(raw: 3), of: "s") == orders[2])
        #expect(try await store.orders.order(OrderID(raw: 9), of: "s") == nil)
        #expect(try await store.orders.working(of: "s").map(\.ticket.id.raw) == [1, 3, 5])
        let page = RowQuery(after: 1, limit: 2)
        #expect(try await store.orders.orders(of: "s", page).map(\.ticket.id.raw) == [2, 3])
        let symbol = RowQuery(symbol: "S1", from: .start + TimeSpan(seconds: 3))
        #expect(try await store.orders.orders(of: "s", symbol).map(\.ticket.id.raw) == [4])
        let early = RowQuery(until: .start + TimeSpan(seconds: 3))
        #expect(try await store.orders.orders(of: "s", early).map(\.ticket.id.raw) == [1, 2])
        var changed = orders[0]
        changed.state = .filled
        try await store.orders.save([changed])
        #expect(try await store.orders.order(OrderID(raw: 1), of: "s") == changed)
    }

    @Test("fills", arguments: Backend.available)
    func fills(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let fills = (1...4).map { number -> StoredFill in
            let baseFee = Quantity(raw: number % 2 == 0 ? 0 : -1 << 100)
            return StoredFill(
                session: "s",
                fill: Fill(
                    id: FillID(raw: .max - UInt64(number)), order: OrderID(raw: UInt64(number / 2)),
                    strategy: .manual, instrument: InstrumentID(0), time: .start, side: .buy, price: Price(raw: 1),
                    quantity: Quantity(raw: .max), notional: Money(raw: 3), fee: Money(raw: -1),
                    baseFee: baseFee, liquidity: .taker,
                    tradeKey: .max - UInt64(number)),
                market: Self.market, realized: Money(raw: -9), sequence: UInt64(number))
        }
        #expect(try await store.fills.add(fills) == 4)
        #expect(try await store.fills.add(fills) == 0)
        #expect(try await store.fills.fills(of: "s") == fills)
        #expect(try await store.fills.fills(of: "s", RowQuery(after: 2, limit: 1)) == [fills[2]])
        #expect(try await store.fills.fills(of: OrderID(raw: 1), in: "s") == [fills[1], fills[2]])
    }

    private static func signal(_ key: String, bar: Int64 = 0) -> StoredSignal {
        StoredSignal(
            ts: String(1_709_251_200_000 + bar), symbol: "BTCUSDT", tf: "5", signal: "BUY",
            features: #"{"TrendScore":71.5}"#, parameters: #"{"alpha":1.0}"#, createdAt: .start,
            barTime: Timestamp(milliseconds: 1_709_251_200_000 + bar), source: "tradingview", dedupeKey: key)
    }

    @Test("signals are stored once", arguments: Backend.available)
    func signals(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let first = try await store.signals.add(Self.signal("k1"))
        #expect(first.isNew)
        let again = try await store.signals.add(Self.signal("k1"))
        #expect(!again.isNew && again.id == first.id)
        let second = try await store.signals.add(Self.signal("k2", bar: 300_000))
        #expect(second.isNew && second.id != first.id)
        #expect(try await store.signals.signals(tf: "5").map(\.dedupeKey) == ["k1", "k2"])
        #expect(try await store.signals.signals(source: "engine").isEmpty)
        #expect(try await store.signals.signals(RowQuery(after: first.id)).map(\.id) == [second.id])
        let bar = StoredSignal.Bar(open: 1.5, high: 2, low: 1, close: 1.0 / 3)
        try await store.signals.setBar(bar, of: first.id)
        var expected = Self.signal("k1")
        expected.id = first.id
        expected.bar = bar
        #expect(try await store.signals.signal(first.id) == expected)
        await #expect(throws: StoreError.missing("there is no signal 999")) {
            try await store.signals.setBar(bar, of: 999)
        }
    }

    @Test("one signal from many at once is one", arguments: Backend.available)
    func signalRace(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let additions = try await withThrowingTaskGroup(of: SignalRepository.Addition.self) { group in
            for _ in 0..<8 { group.addTask { try await store.signals.add(Self.signal("same")) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(additions.filter(\.isNew).count == 1)
        #expect(Set(additions.map(\.id)).count == 1)
    }

    @Test("labels", arguments: Backend.available)
    func labels(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let one = try await store.signals.add(Self.signal("k1")).id
        let two = try await store.signals.add(Self.signal("k2", bar: 300_000)).id
        var label = StoredLabel(
            signal: one, bars: 10, forwardReturn: 0.0123, brokeHigh: true, brokeLow: false, createdAt: .start)
        try await store.labels.save([label])
        label.forwardReturn = -0.5
        label.netReturn = -0.501
        label.barSource = "binance"
        try await store.labels.save([label])
        let found = try await store.labels.labels(of: one)
        #expect(found.count == 1 && found[0].forwardReturn == -0.5 && found[0].netReturn == -0.501)
        #expect(try await store.signals.unlabelled(bars: 10).map(\.id) == [two])
        #expect(try await store.signals.unlabelled(bars: 3).map(\.id) == [one, two])
        let examples = try await store.labels.examples(bars: 10, tf: "5")
        #expect(examples.map(\.signal.id) == [one] && examples.map(\.label) == found)
        label.signal = 999
        let orphan = label
        await #expect(throws: StoreError.self) { try await store.labels.save([orphan]) }
    }

    @Test("experiments and reports", arguments: Backend.available)
    func experiments(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        var experiment = StoredExperiment(
            run: "r1", parameters: "{}", metrics: #"{"PF":null}"#, createdAt: .start, strategy: "vmsi",
            symbol: "BTCUSDT", tf: "5m", trials: 200)
        let id = try await store.experiments.save(experiment)
        experiment.trials = 300
        #expect(try await store.experiments.save(experiment) == id)
        experiment.run = "r2"
        let second = try await store.experiments.save(experiment)
        #expect(try await store.experiments.trialCount(symbol: "BTCUSDT", tf: "5m") == 600)
        #expect(try await store.experiments.trialCount(symbol: "none", tf: "5m") == 0)
        #expect(try await store.experiments.experiments().map(\.run) == ["r2", "r1"])
        #expect(try await store.experiments.experiments(before: second).map(\.run) == ["r1"])
        #expect(try await store.experiments.experiment(run: "r1")?.metrics == #"{"PF":null}"#)
        let report = StoredReport(experiment: id, path: "/reports/r1.html", notes: "first", createdAt: .start)
        try await store.experiments.save(report)
        try await store.experiments.save(report)
        #expect(try await store.experiments.reports(of: id).map(\.path) == ["/reports/r1.html"])
    }

    @Test("sessions, instruments and quarantine", arguments: Backend.available)
    func sessions(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let session = StoredSession(
            id: "s", mode: "sim", name: "default", currency: "KRW", configuration: "{}", createdAt: .start)
        #expect(try await store.sessions.add(session))
        #expect(try await !store.sessions.add(session))
        #expect(try await store.sessions.session("s") == session)
        #expect(try await store.sessions.sessions() == [session])
        var instrument = StoredInstrument(
            market: Self.market, kind: .spot, base: "BTC", quote: "KRW", rules: "{}", updatedAt: .start)
        try await store.instruments.save([instrument])
        instrument.rules = #"{"tick":"1000"}"#
        try await store.instruments.save([instrument])
        #expect(try await store.instruments.instruments(of: .upbit) == [instrument])
        #expect(try await store.instruments.instruments(of: Self.market) == [instrument])
        for number in 0..<5 {
            try await store.quarantine.add(
                QuarantinedMessage(
                    receivedAt: .start, source: "webhook", reason: "no symbol", payload: [UInt8(number), 0, 255]))
        }
        #expect(try await store.quarantine.trim(to: 2) == 3)
        #expect(try await store.quarantine.messages().map(\.payload[0]) == [4, 3])
    }

    @Test("people, preferences and notifications", arguments: Backend.available)
    func people(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        var user = StoredUser(
            name: "owner", passwordHash: "scrypt$…", role: "owner", createdAt: .start, updatedAt: .start)
        let id = try await store.users.save(user)
        user.isEnabled = false
        #expect(try await store.users.save(user) == id)
        #expect(try await store.users.user("owner")?.isEnabled == false)
        #expect(try await store.users.users().count == 1)
        let language = StoredPreference(user: id, key: "language", value: #""ko""#, updatedAt: .start)
        try await store.users.save([language])
        try await store.users.save([language])
        #expect(try await store.users.preferences(of: id) == [language])
        let message = StoredNotification(
            dedupeKey: "n1",
            notification: Notification(time: .start, severity: .critical, title: "Cut off", text: "For 30 s"))
        #expect(try await store.notifications.add([message, message]) == 1)
        let pending = try await store.notifications.pending()
        #expect(pending.map(\.notification) == [message.notification])
        try await store.notifications.note(.pending, of: pending[0].id, at: .start)
        try await store.notifications.note(.sent, of: pending[0].id, at: .start)
        #expect(try await store.notifications.pending().isEmpty)
        #expect(try await store.notifications.recent().map(\.attempts) == [2])
    }
}
