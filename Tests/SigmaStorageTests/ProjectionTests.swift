import SigmaEngine
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaStorage
import Testing

extension ProjectedSession {
    /// An instrument of the session as rows name it.
    fileprivate func market(of instrument: Int) -> StoredMarket {
        let instrument = table[InstrumentID(instrument)]
        return StoredMarket(venue: instrument.venue, symbol: instrument.symbol)
    }
}

/// Rows follow from records alone, and each record counts once.
@Suite("Projection of sessions")
struct ProjectionTests {
    /// The rows of a story that was projected in one go, in memory.
    private static func reference(_ story: Story) async throws -> SessionRows {
        let store = try await TestStore(.memory).migrated()
        try await project(story.records, story, in: store)
        return try await SessionRows(store)
    }

    private static func project(_ records: [SessionRecord], _ story: Story, in store: Store) async throws {
        var projection = try await StoreProjection(story.session, in: store)
        var index = Int(projection.sequence)
        try await projection.catchUp {
            defer { index += 1 }
            return index < records.count ? records[index] : nil
        }
    }

    @Test("ends with what the session itself had", arguments: UInt64(1)...12, [false, true])
    func agreesWithEngine(seed: UInt64, isLive: Bool) async throws {
        let story = Story(seed: seed, events: 1_500, isLive: isLive)
        let rows = try await Self.reference(story)
        #expect(story.fillCount > 20)
        #expect(rows.fills.count == story.fillCount)
        for asset in story.balances.indices {
            let name = story.session.table.assets[asset]
            let row = rows.balances.first { $0.asset == name }
            #expect(row?.free ?? 0 == story.balances[asset].free, "\(name)")
            #expect(row?.locked ?? 0 == story.balances[asset].locked, "\(name)")
        }
        for (index, position) in story.positions.enumerated() {
            let row = rows.positions.first { $0.strategy == StrategyID(index) }
            #expect(row?.quantity ?? .zero == position.quantity)
            #expect(row?.realized ?? .zero == position.realized)
            #expect(row?.fees ?? .zero == position.fees)
        }
        for (index, position) in story.own.enumerated() {
            let row = rows.positions.first { $0.strategy == StrategyID(-1 - index) }
            #expect(row?.quantity ?? .zero == position.quantity)
            #expect(row?.cost ?? .zero == position.cost)
            #expect(row == nil || row?.market == story.session.market(of: index))
        }
        #expect(story.own[0].quantity.raw > 0 && rows.events.contains { $0.kind == "remainder" })
        #expect(rows.fills.contains { $0.fill.baseFee.raw > 0 })
        #expect(rows.fills.allSatisfy { ($0.fill.tradeKey != 0) == isLive })
        #expect(rows.equity.last?.equity == story.equity)
        Self.checkLedger(rows)
        Self.checkOrders(rows)
        Self.checkTerms(rows, story)
    }

    /// The entries alone rebuild the balances, and nothing appears or vanishes.
    private static func checkLedger(_ rows: SessionRows) {
        var accounts: [String: Int128] = [:]
        for entry in rows.entries {
            #expect(entry.amount > 0)
            accounts["\(entry.asset) \(entry.source)", default: 0] -= entry.amount
            accounts["\(entry.asset) \(entry.target)", default: 0] += entry.amount
        }
        for balance in rows.balances {
            #expect(accounts["\(balance.asset) free"] == balance.free)
            #expect(accounts["\(balance.asset) locked"] ?? 0 == balance.locked)
        }
        #expect(accounts.values.reduce(0, +) == 0)
    }

    /// Changed orders have the terms that the venue told last.
    private static func checkTerms(_ rows: SessionRows, _ story: Story) {
        var terms: [OrderID: OrderUpdate] = [:]
        for record in story.records {
            switch record {
            case .output(.update(let update)), .input(.orderUpdate(let update), _):
                if update.status == .amended { terms[update.order] = update }
            default: break
            }
        }
        #expect(!terms.isEmpty && rows.events.contains { $0.kind == "amendRequested" && $0.order != nil })
        for order in rows.orders {
            guard let told = terms[order.ticket.id] else { continue }
            #expect(order.ticket.request.quantity == told.quantity)
            #expect(order.ticket.request.limitPrice == told.limitPrice)
        }
    }

    private static func checkOrders(_ rows: SessionRows) {
        for order in rows.orders {
            let fills = rows.fills.filter { $0.fill.order == order.ticket.id }
            #expect(fills.reduce(Quantity.zero) { $0 + $1.fill.quantity } == order.filledQuantity)
            #expect(fills.reduce(Money.zero) { $0 + $1.fill.notional } == order.filledNotional)
        }
        let times = rows.equity.map(\.time)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("is the same wherever it is cut", arguments: Backend.available, UInt64(1)...3)
    func cuts(_ backend: Backend, seed: UInt64) async throws {
        let story = Story(seed: seed, events: 900)
        let expected = try await Self.reference(story)
        let store = try await TestStore(backend).migrated()
        var random = SplitMix64(seed: seed)
        var watermark: UInt64 = 0
        while watermark < story.records.count {
            // A process takes the session up, works for a while, and dies, with or without its last batch.
            var projection = try await StoreProjection(story.session, in: store, stateSpan: 300)
            #expect(projection.watermark == watermark)
            #expect(projection.sequence <= watermark)
            let end = min(story.records.count, Int(watermark) + 1 + Int(random.next() % 400))
            while projection.sequence < end {
                try await projection.take(story.records[Int(projection.sequence)])
                if random.next() % 100 == 0 { try await projection.flush(isAtEnd: random.next() % 2 == 0) }
            }
            if random.next() % 2 == 0 || end == story.records.count { try await projection.flush(isAtEnd: true) }
            watermark = projection.watermark
        }
        #expect(try await SessionRows(store) == expected)
    }

    @Test("is the same when it is made again, and signals keep their numbers", arguments: Backend.available)
    func rebuild(_ backend: Backend) async throws {
        let story = Story(seed: 5, events: 900)
        let store = try await TestStore(backend).migrated()
        try await Self.project(story.records, story, in: store)
        let before = try await SessionRows(store)
        let numbers = try await store.signals.signals(RowQuery(limit: 10_000)).map(\.id)
        #expect(!numbers.isEmpty)
        try await store.labels.save([
            StoredLabel(
                signal: numbers[0], bars: 3, forwardReturn: 0.1, brokeHigh: false, brokeLow: false, createdAt: .start)
        ])
        // A signal that no record tells of, as an older program may have left it.
        var stale = before.signals[0]
        stale.dedupeKey = "stale"
        _ = try await store.signals.add(stale)

        var projection = try await StoreProjection.rebuild(story.session, in: store)
        #expect(try await store.orders.orders(of: Story.name).isEmpty)
        #expect(try await store.projections.projections().map(\.isRebuilding) == [true])
        // It is cut off in between, too.
        for record in story.records.prefix(700) { try await projection.take(record) }
        try await projection.flush(isAtEnd: false)
        try await Self.project(story.records, story, in: store)

        #expect(try await SessionRows(store) == before)
        #expect(try await store.signals.signals(RowQuery(limit: 10_000)).map(\.id) == numbers)
        #expect(try await store.labels.labels(of: numbers[0]).count == 1)
        #expect(try await store.projections.projections().map(\.isRebuilding) == [false])
    }

    @Test("leaves other sessions alone", arguments: Backend.available)
    func neighbours(_ backend: Backend) async throws {
        let story = Story(seed: 6, events: 300)
        var other = story.session
        other.id = "other"
        other.row.id = "other"
        let store = try await TestStore(backend).migrated()
        try await Self.project(story.records, story, in: store)
        let before = try await SessionRows(store)
        var projection = try await StoreProjection(other, in: store)
        for record in story.records { try await projection.take(record) }
        try await projection.flush(isAtEnd: true)
        _ = try await StoreProjection.rebuild(other, in: store)
        #expect(try await SessionRows(store) == before)
    }

    @Test("refuses a second projector of the same session", arguments: Backend.available)
    func second(_ backend: Backend) async throws {
        let story = Story(seed: 7, events: 100)
        let store = try await TestStore(backend).migrated()
        var first = try await StoreProjection(story.session, in: store)
        var second = try await StoreProjection(story.session, in: store)
        for record in story.records {
            try await first.take(record)
            try await second.take(record)
        }
        try await first.flush(isAtEnd: true)
        do {
            try await second.flush(isAtEnd: true)
            Issue.record("both were accepted")
        } catch {
            #expect(error.description.contains("another process projects it"))
        }
        #expect(try await SessionRows(store) == Self.reference(story))
    }
}
