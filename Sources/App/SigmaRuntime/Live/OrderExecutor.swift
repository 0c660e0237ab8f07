internal import SigmaEngine
internal import SigmaModel
package import SigmaPorts

/// Performs what the engine asks of a venue, and tells it what came of it.
///
/// The decisions are ``ExecutionTable``'s; here are the tasks, the clock and the gateway. Requests go out in the order in
/// which the engine made them, several at once, so that an answer that hangs holds up only one of the lanes.
package actor OrderExecutor<Clock: SessionClock> {
    let gateway: any OrderGateway
    let clock: Clock
    let venueClock: VenueClock
    let timeline: SessionTimeline
    private let requests: VenueRequests
    private let reports = StepQueue<VenueReport>()
    /// Orders, cancels and changes, in order.
    private let lane = StepQueue<ExecutionStep>()
    /// Questions, each for itself.
    private let work = StepQueue<ExecutionStep>()
    private let lanes: Int
    private let told = StepQueue<Event>()
    private let notice: @Sendable (ExecutorNotice) -> Void

    var table: ExecutionTable
    /// Questions that are under way, so that none is asked twice at once.
    private var asked: Set<OrderID> = []
    private var fetched: Set<OrderID> = []
    /// Steps that were begun and have not ended.
    private var underWay = 0
    private let connectionBell = Doorbell()
    /// What is left of an earlier process's orders.
    private var recovered: [ExecutionStep]
    /// How many executions the session had when this process took it up.
    let startFills: UInt64

    /// An executor that has done nothing yet.
    ///
    /// - Parameters:
    ///   - table: with the orders of earlier processes, if any.
    ///   - recovered: what ``ExecutionTable/restore(_:known:sentAt:at:)`` asked for.
    ///   - lanes: how many requests may be under way at once; one keeps them, and their answers, strictly in order.
    ///   - startFills: how many executions the session had before.
    ///   - notice: hears what is not an event; it must return soon.
    package init(
        _ gateway: any OrderGateway, table: ExecutionTable, recovered: [ExecutionStep], startFills: UInt64, lanes: Int,
        requests: VenueRequests, timeline: SessionTimeline, venueClock: VenueClock, clock: Clock,
        notice: @escaping @Sendable (ExecutorNotice) -> Void
    ) {
        precondition(lanes > 0, "requests need a lane")
        self.lanes = lanes
        self.startFills = startFills
        self.recovered = recovered
        self.gateway = gateway
        self.table = table
        self.requests = requests
        self.timeline = timeline
        self.venueClock = venueClock
        self.clock = clock
        self.notice = notice
    }

    /// Works until cancelled.
    package func run(into sink: some MarketSink) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await self.takeRequests() }
            group.addTask { try await self.takeReports() }
            group.addTask { try await self.pump(into: sink) }
            for _ in 0..<lanes { group.addTask { try await self.serveLane() } }
            group.addTask { try await self.listen() }
            while true {
                for step in try await work.take() {
                    group.addTask { [work] in
                        try await self.carryOut(step)
                        work.finished()
                    }
                }
            }
        }
    }

    private func serveLane() async throws {
        while true {
            let step = try await lane.takeFirst()
            try await carryOut(step)
            lane.finished()
        }
    }

    /// Listens to the account for as long as the session lives.
    ///
    /// A venue that refuses the key halts trading; the session lives on, shows how it stands, and asks again after a
    /// while, since a person may mend the key.
    private func listen() async throws {
        while true {
            do {
                return try await gateway.listen { [reports] in reports.put($0) }
            } catch {
                try Task.checkCancellation()
                notice(.halt("the account cannot be listened to: \(error)"))
                try await clock.sleep(until: clock.now + Self.deafness)
            }
        }
    }

    /// How long a venue that refused the key is left alone.
    private static var deafness: TimeSpan { TimeSpan(seconds: 60) }

    /// Whether nothing is under way in any direction.
    package var isIdle: Bool {
        table.isQuiet && underWay == 0 && [reports.isEmpty, lane.isEmpty, work.isEmpty, told.isEmpty].allSatisfy { $0 }
            && requests.isEmpty
    }

    /// Asks the venue about the orders of earlier processes; call it once, before the first reconciliation.
    func recover() {
        perform(recovered)
        recovered = []
    }

    /// How often the private stream was connected.
    nonisolated var connections: UInt64 { connectionBell.rings }

    /// Returns when the private stream was connected more often, the time is reached, or the task is cancelled.
    nonisolated func waitForConnection(after connections: UInt64, until time: Timestamp) async {
        await connectionBell.wait(after: connections, until: time, by: clock)
    }

    // MARK: In

    private func takeRequests() async throws {
        while true {
            for request in try await requests.take() {
                switch request {
                case .submit(let ticket): perform(table.submit(ticket, sentAt: venueClock.now(clock)))
                case .cancel(let order): perform(table.cancel(order))
                case .amend(let wish):
                    perform(table.amend(wish, sentAt: venueClock.now(clock), at: timeline.now))
                }
                requests.finished()
            }
        }
    }

    private func takeReports() async throws {
        while true {
            for report in try await reports.take() {
                hear(report)
                reports.finished()
            }
        }
    }

    private func hear(_ report: VenueReport) {
        switch report {
        case .order(let order): perform(table.heard(order))
        case .fill(let fill): perform(table.heard(fill, at: timeline.now))
        case .balances: break
        case .connected:
            notice(.connected)
            connectionBell.ring()
        case .disconnected(_, let reason): notice(.disconnected(reason))
        case .unreadable(let text): notice(.remark("a message of the account could not be read: \(text)"))
        }
    }

    /// Hands the engine what it is told, in order.
    private func pump(into sink: some MarketSink) async throws {
        while true {
            for event in try await told.take() {
                try await sink.take(FeedItem(event: event, receivedAt: nil, handedOver: clock.monotonic))
                told.finished()
            }
        }
    }

    // MARK: Out

    /// Does at once what can be done at once, and begins the rest.
    func perform(_ steps: [ExecutionStep]) {
        for step in steps {
            switch step {
            case .tell(let event): told.put(event)
            case .contradiction(let text): notice(.halt(text))
            case .lookUp(let order, _, _): if asked.insert(order).inserted { begin(step) }
            case .fetchFills(let order, _, _): if fetched.insert(order).inserted { begin(step) }
            case .place, .cancel, .amend: begin(step)
            }
        }
    }

    private func begin(_ step: ExecutionStep) {
        underWay += 1
        switch step {
        case .place, .cancel, .amend: lane.put(step)
        case .lookUp, .fetchFills, .tell, .contradiction: work.put(step)
        }
    }

    private func carryOut(_ step: ExecutionStep) async throws {
        defer { underWay -= 1 }
        switch step {
        case .place(let id, let order):
            let outcome = await gateway.place(order)
            // Reasons of the order itself the engine knows; the others are for a person.
            if case .refused(.other, let text) = outcome { notice(.refused(id, text)) }
            perform(table.placed(id, outcome, at: timeline.now))
        case .cancel(let id, let handle):
            let outcome = await gateway.cancel(handle)
            perform(table.cancelled(id, outcome, at: timeline.now))
        case .amend(let id, let amendment):
            let outcome = await gateway.amend(amendment)
            if case .refused(.other, let text) = outcome { notice(.refused(id, text)) }
            perform(table.amended(id, outcome, at: timeline.now))
        case .lookUp(let id, let handle, let wait):
            try await pause(wait)
            let time = venueClock.now(clock)
            let found = await result { () throws(GatewayError) in try await self.gateway.find(handle) }
            asked.remove(id)
            perform(table.looked(id, found, asked: time, at: timeline.now))
        case .fetchFills(let id, let handle, let wait):
            try await pause(wait)
            let named = table.handle(of: id) ?? handle
            let found = await result { () throws(GatewayError) in try await self.gateway.fills(of: named) }
            fetched.remove(id)
            perform(table.fetched(id, found, at: timeline.now))
        case .tell, .contradiction: break
        }
    }

    private func pause(_ wait: TimeSpan) async throws {
        if wait > .zero { try await clock.sleep(until: clock.now + wait) }
    }

    private func result<Value>(
        _ body: () async throws(GatewayError) -> Value
    ) async -> Result<Value, GatewayError> {
        do throws(GatewayError) { return .success(try await body()) } catch { return .failure(error) }
    }

    /// Says something beside events.
    func say(_ what: ExecutorNotice) { notice(what) }
}
