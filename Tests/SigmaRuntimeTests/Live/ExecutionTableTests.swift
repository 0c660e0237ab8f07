import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaPorts
import Testing

@testable import SigmaRuntime

@Suite("Orders through a venue that fails")
struct ExecutionTableTests {
    /// Orders, faults and time until everything has ended, all by one seed.
    private struct Run {
        var venue: FaultyVenue
        var table: ExecutionTable
        var told: [Event] = []
        var waiting: [(step: ExecutionStep, due: Timestamp)] = []
        var contradictions: [String] = []
        var submitted: [OrderID] = []
        var requests: [OrderID: OrderRequest] = [:]
        var wishes = 0
        var amendSteps = 0

        init(seed: UInt64) throws {
            var generator = SplitMix64(seed: seed)
            venue = FaultyVenue(seed: seed)
            table = ExecutionTable(
                names: ClientOrderID(.random(using: &generator)),
                instruments: [try Instrument(venue: .upbit, symbol: "KRW-BTC")])
        }

        mutating func perform(_ steps: [ExecutionStep]) {
            for step in steps {
                switch step {
                case .tell(let event): told.append(event)
                case .contradiction(let text): contradictions.append(text)
                case .place(let id, let order): venue.place(id, order)
                case .cancel(let id, let handle): venue.cancel(id, handle)
                case .amend(let id, let amendment):
                    amendSteps += 1
                    venue.amend(id, amendment)
                case .lookUp(_, _, let wait), .fetchFills(_, _, let wait):
                    waiting.append((step, venue.now + wait))
                }
            }
        }

        mutating func deliver() {
            guard !venue.messages.isEmpty else { return }
            switch venue.messages.removeFirst() {
            case .placed(let id, let outcome): perform(table.placed(id, outcome, at: venue.now))
            case .cancelled(let id, let outcome): perform(table.cancelled(id, outcome, at: venue.now))
            case .amended(let id, let outcome): perform(table.amended(id, outcome, at: venue.now))
            case .looked(let id, let result, let asked):
                perform(table.looked(id, result, asked: asked, at: venue.now))
            case .fetched(let id, let result): perform(table.fetched(id, result, at: venue.now))
            case .order(let report): perform(table.heard(report))
            case .fill(let report): perform(table.heard(report, at: venue.now))
            }
        }

        mutating func ask() {
            let due = waiting.filter { $0.due <= venue.now }
            waiting.removeAll { $0.due <= venue.now }
            for (step, _) in due {
                switch step {
                case .lookUp(let id, let handle, _): venue.lookUp(id, handle)
                case .fetchFills(let id, let handle, _): venue.fetchFills(id, handle)
                default: break
                }
            }
        }

        mutating func submit() {
            let id = OrderID(raw: UInt64(submitted.count + 1))
            let request = OrderRequest.limit(
                .buy, Quantity(raw: Int128(1_000 + venue.below(9_000))), at: Price(raw: 100_000_000),
                of: InstrumentID(0))
            let ticket = OrderTicket(id: id, strategy: StrategyID(0), time: venue.now, request: request)
            submitted.append(id)
            requests[id] = request
            perform(table.submit(ticket, sentAt: venue.now))
        }

        mutating func amend() {
            guard let id = submitted.last else { return }
            let price: Int64 = venue.below(3) == 0 ? 100_000_000 : 100_000_000 + Int64(venue.below(50))
            let wish = Amendment(
                order: id, strategy: StrategyID(0), time: venue.now,
                quantity: Quantity(raw: Int128(1_000 + venue.below(9_000))), limitPrice: Price(raw: price))
            wishes += 1
            perform(table.amend(wish, sentAt: venue.now, at: venue.now))
        }

        mutating func step() {
            switch venue.below(10) {
            case 0: submit()
            case 1: if let id = submitted.last { perform(table.cancel(id)) }
            case 2...4: venue.trade()
            case 5: if venue.below(2) == 0 { amend() }
            default: deliver()
            }
            venue.pass(TimeSpan(milliseconds: Int64(venue.below(400))))
            ask()
        }

        /// Lets everything come to its end: no more faults, and orders that still work are cancelled.
        mutating func drain() {
            venue.isFaulty = false
            for _ in 0..<20_000 where !(table.open.isEmpty && venue.messages.isEmpty && waiting.isEmpty) {
                if venue.messages.isEmpty {
                    for id in table.open { perform(table.cancel(id)) }
                }
                deliver()
                venue.pass(TimeSpan(milliseconds: 100))
                ask()
            }
        }

        /// What the engine was told that an order is for.
        func terms(of id: OrderID) -> (Quantity, Price)? {
            updates(of: id).last { $0.status == .amended }.map { ($0.quantity, $0.limitPrice) }
                ?? requests[id].map { ($0.quantity, $0.limitPrice) }
        }

        func fills(of id: OrderID) -> [Fill] {
            told.compactMap { if case .fill(let fill) = $0, fill.order == id { fill } else { nil } }
        }

        func updates(of id: OrderID) -> [OrderUpdate] {
            told.compactMap { if case .orderUpdate(let update) = $0, update.order == id { update } else { nil } }
        }
    }

    @Test("every order is sent once, every execution told once, every outcome known", arguments: 0..<20)
    func survives(block: UInt64) throws {
        for seed in block * 20..<(block + 1) * 20 {
            var run = try Run(seed: seed)
            for _ in 0..<200 { run.step() }
            run.drain()
            #expect(run.table.open.isEmpty, "seed \(seed): orders without an end")
            #expect(run.table.isQuiet, "seed \(seed)")
            #expect(run.contradictions.isEmpty, "seed \(seed): \(run.contradictions)")
            #expect(run.amendSteps <= run.wishes, "seed \(seed): a change was sent again")
            let answers = run.told.count { event in
                if case .orderUpdate(let update) = event { update.status.isAmendmentAnswer } else { false }
            }
            #expect(answers <= run.wishes, "seed \(seed): an answer without a wish")
            for id in run.submitted { try check(run, id, seed) }
        }
    }

    private func check(_ run: Run, _ id: OrderID, _ seed: UInt64) throws {
        let name = run.table.names.text(id)
        #expect(run.venue.taken[name, default: 0] <= 1, "seed \(seed): order \(id.raw) was taken twice")
        let fills = run.fills(of: id)
        let truth = run.venue.truth[name]
        #expect(
            Set(fills.map(\.tradeKey)) == Set(truth?.fills.map(\.key) ?? []), "seed \(seed): executions of \(id.raw)")
        #expect(Set(fills.map(\.tradeKey)).count == fills.count, "seed \(seed): an execution of \(id.raw) twice")
        #expect(
            zip(fills, fills.dropFirst()).allSatisfy { $0.id.raw < $1.id.raw }, "seed \(seed): numbers of fills rise")
        let ends = run.updates(of: id).filter { [.canceled, .rejected, .expired, .completed].contains($0.status) }
        if let truth, truth.status == .canceled, let terms = run.terms(of: id) {
            let request = truth.order.request
            #expect(terms == (request.quantity, request.limitPrice), "seed \(seed): terms of \(id.raw)")
        }
        switch truth?.status {
        case nil: #expect(ends.map(\.status) == [.rejected], "seed \(seed): \(id.raw) never was")
        case .canceled: #expect(ends.map(\.status) == [.canceled], "seed \(seed): \(id.raw) was cancelled")
        case .filled: #expect(ends.isEmpty, "seed \(seed): \(id.raw) ends by its fills")
        default: Issue.record("seed \(seed): \(id.raw) is still open at the venue")
        }
        // The end comes after the executions.
        if let end = ends.first,
            let place = run.told.firstIndex(of: .orderUpdate(end)),
            let last = run.told.lastIndex(where: { if case .fill(let fill) = $0 { fill.order == id } else { false } })
        {
            #expect(place > last, "seed \(seed): an execution of \(id.raw) after its end")
        }
    }

    @Test("a session's names are short, its own, and lead back to the order")
    func names() {
        var generator = SplitMix64(seed: 1)
        let (own, other) = (
            ClientOrderID(.random(using: &generator)), ClientOrderID(.random(using: &generator))
        )
        for raw in [1, 35, 36, 1 << 40, UInt64.max] {
            let text = own.text(OrderID(raw: raw))
            #expect(text.utf8.count <= 36)
            #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
            #expect(own.order(text) == OrderID(raw: raw))
            #expect(other.order(text) == nil)
        }
        for text in ["", "1", own.prefix, own.prefix + "0", own.prefix + "-1", own.prefix + "01", own.prefix + "Z"] {
            #expect(own.order(text) == nil, "\(text)")
        }
    }
}

extension OrderUpdate.Status {
    fileprivate var isAmendmentAnswer: Bool { self == .amended || self == .amendRejected }
}
