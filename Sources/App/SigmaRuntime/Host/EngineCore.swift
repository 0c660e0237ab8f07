internal import BasicContainers
internal import SigmaEngine
internal import SigmaJournal
internal import SigmaModel
internal import SigmaPorts
internal import SigmaSimulation

/// What the engine's thread owns: the session, its journal, and the queues that feed it.
///
/// Every input is put into the journal's buffer before it is applied, everything the session does right after; a commit
/// writes both before anybody hears of it. When a commit fails nothing of it leaves the process, and nothing more is
/// decided.
struct EngineCore<Clock: SessionClock>: ~Copyable {
    var recorded: RecordedSession
    var journal: JournalWriter
    let inputs: EngineInputs
    let settings: EngineSettings
    let board: HostBoard
    let keeper: JournalKeeper
    let clock: Clock
    var status: HostStatus
    let manifest: SessionManifest
    /// Hand-over times of the items whose effects the next commit lets go.
    private var pendingEffects: [TimeSpan] = []
    /// Whether the next commit lets any effect go.
    private var hasPendingEffect = false
    /// What the next commit lets go to a real venue.
    private var pendingRequests: [VenueRequests.Request] = []
    /// People who wait until their command is recorded and applied.
    var pendingReplies = UniqueArray<PendingRequest>()
    var stop: StopProgress?
    /// Whether the queue was empty once: what a feed delivers at once at the start tells nothing of latency.
    private var hasCaughtUp = false
    /// Why the disk has no room for more than an orderly end; nil while it has.
    var shortage: String?
    private var lastSnapshot: UInt64
    private var nextSnapshotTime: TimeSpan
    private var nextPost = TimeSpan.zero
    private var nextCheckpoint: UInt64

    init(
        _ recorded: consuming RecordedSession, snapshot: UInt64, manifest: SessionManifest,
        journal: consuming JournalWriter,
        inputs: EngineInputs, settings: EngineSettings, board: HostBoard, keeper: JournalKeeper, clock: Clock
    ) {
        lastSnapshot = snapshot
        nextCheckpoint = recorded.progress.sequence + settings.checkpointRecords
        nextSnapshotTime = clock.monotonic + settings.snapshotInterval
        status = board.current
        self.recorded = recorded
        self.manifest = manifest
        self.journal = journal
        self.inputs = inputs
        self.settings = settings
        self.board = board
        self.keeper = keeper
        self.clock = clock
        pendingEffects.reserveCapacity(EngineSettings.batchLimit)
    }

    /// The newest record in the journal's buffer or beyond.
    var lastSequence: UInt64 { journal.nextSequence - 1 }

    /// Works until the session is stopped or cannot be recorded any more.
    consuming func run() {
        do throws(JournalError) {
            try begin()
            while try step() {}
            try end()
        } catch {
            return fail(error.description)
        }
        let board = board
        do throws(JournalError) { try journal.close() } catch {
            // Everything is recorded; only that nothing is missing could not be noted, or reserved room given back.
            board.note("the journal was not closed: \(error)")
        }
    }

    /// Notes the start, and what a crash kept an earlier process from writing.
    private mutating func begin() throws(JournalError) {
        for output in recorded.unrecorded { try note(output) }
        recorded.clearTape()
        // Orders that were decided and never let go are old by now; the venue will be found not to know them.
        pendingRequests.removeAll()
        recorded.progress.run += 1
        status.run = recorded.progress.run
        try journal.append(.mark(.started(run: recorded.progress.run, clock.now)))
        try resumeTrading()
        try commit()
        post(at: clock.monotonic)
    }

    /// Does what there is to do, or sleeps until there is something; returns false at the end.
    private mutating func step() throws(JournalError) -> Bool {
        let hasRequests = try takeRequests()
        let hasEvents = try takeEvents()
        if hasRequests || hasEvents { try commit() }
        try watchDisk()
        let now = clock.monotonic
        if now >= nextPost { post(at: now) }
        if inputs.stopRequest != nil {
            let goesOn = try continueStop(at: now)
            if !goesOn { return false }
        }
        if !hasRequests && !hasEvents {
            let inputs = inputs
            inputs.wake.park(for: EngineSettings.postInterval) { inputs.hasWork }
        }
        return true
    }

    /// Ends the session in good order while there is still room to record the end, and at once when the disk failed.
    private mutating func watchDisk() throws(JournalError) {
        if let failure = keeper.failure { throw failure }
        guard shortage == nil, case .lastSegment(let room) = journal.flusher.reserve, room < settings.lastRoom else {
            return
        }
        let cause = journal.flusher.shortage?.description ?? "there is no room for the journal's next segment"
        shortage = cause
        try haltTrading()
        try perform(.cancelAll)
        try commit()
        inputs.requestStop(.cancel)
    }

    /// Records and applies the events that wait, at most a batch.
    private mutating func takeEvents() throws(JournalError) -> Bool {
        let ring = inputs.ring
        let count = try ring.consume(upTo: EngineSettings.batchLimit) { items throws(JournalError) in
            for index in items.indices { try hear(items[index]) }
        }
        if count == 0 { hasCaughtUp = true }
        return count > 0
    }

    @inline(__always)
    private mutating func hear(_ item: FeedItem) throws(JournalError) {
        if let lost = item.gap { try noteGap(lost) }
        switch item.event {
        case .trade(let trade):
            try journal.append(trade, receivedAt: item.receivedAt)
            recorded.session.onTrade(trade, receivedAt: item.receivedAt)
        case .timer(let time):
            // A heartbeat is an input only where it makes something happen.
            guard recorded.session.nextTimer <= time else { return }
            try journal.append(.input(item.event, receivedAt: nil))
            recorded.session.advance(to: time)
        default:
            try journal.append(.input(item.event, receivedAt: item.receivedAt))
            let isApplied = recorded.session.apply(item.event, receivedAt: item.receivedAt)
            precondition(isApplied, "a venue's messages come only where orders go to a venue")
            if case .fill(let fill) = item.event { recorded.progress.recentFills.note(fill) }
        }
        if item.event.isMarketData { recorded.progress.marketEvents += 1 }
        if hasCaughtUp { inputs.meters.decided(after: clock.monotonic - item.handedOver) }
        guard !recorded.session.tape.isEmpty else { return }
        if try noteTape(), hasCaughtUp { pendingEffects.append(item.handedOver) }
    }

    /// Records that the feed lost messages, before what came after them.
    @inline(never)
    private mutating func noteGap(_ lost: UInt32) throws(JournalError) {
        try journal.append(.mark(.gap(count: UInt64(lost), clock.now)))
        recorded.progress.lostMessages += UInt64(lost)
    }

    /// Records what the session did; returns whether any of it concerns the venue.
    mutating func noteTape() throws(JournalError) -> Bool {
        var hasEffect = false
        for index in recorded.session.tape.indices { hasEffect = try note(recorded.session.tape[index]) || hasEffect }
        recorded.clearTape()
        return hasEffect
    }

    @discardableResult
    private mutating func note(_ output: SessionOutput) throws(JournalError) -> Bool {
        try journal.append(.output(output))
        recorded.progress.note(output)
        switch output {
        case .submitted(let ticket):
            if inputs.requests != nil { pendingRequests.append(.submit(ticket)) }
            hasPendingEffect = true
            return true
        case .cancelRequested(let order, _):
            if inputs.requests != nil { pendingRequests.append(.cancel(order)) }
            hasPendingEffect = true
            return true
        case .amendRequested(let amendment):
            if inputs.requests != nil { pendingRequests.append(.amend(amendment)) }
            hasPendingEffect = true
            return true
        case .denied, .signal, .fill, .remainder, .tradingState, .contradiction, .update: return false
        }
    }

    /// Makes everything since the last commit known to the operating system, and only then to anybody else.
    mutating func commit() throws(JournalError) {
        if lastSequence >= nextCheckpoint {
            try journal.append(.mark(.checkpoint(recorded.session.bot.effectHash)))
            nextCheckpoint = lastSequence + settings.checkpointRecords
        }
        try journal.commit(durably: settings.durability == .strict && hasPendingEffect)
        hasPendingEffect = false
        if !pendingRequests.isEmpty { inputs.requests?.put(&pendingRequests) }
        recorded.progress.sequence = lastSequence
        board.post(committed: lastSequence)
        keeper.noteWritten()
        let now = clock.monotonic
        if !pendingEffects.isEmpty {
            for handedOver in pendingEffects { inputs.meters.effected(after: now - handedOver) }
            pendingEffects.removeAll(keepingCapacity: true)
        }
        while let reply = pendingReplies.popLast() { reply.applied() }
        if lastSequence - lastSnapshot >= settings.snapshotRecords || now >= nextSnapshotTime {
            snapshot(at: now)
        }
    }

    /// Saves the state from which a later start goes on; the disk's part happens on another thread.
    mutating func snapshot(at now: TimeSpan) {
        nextSnapshotTime = now + settings.snapshotInterval
        guard lastSequence > lastSnapshot else { return }
        lastSnapshot = lastSequence
        do throws(StateError) {
            keeper.keep(
                try recorded.save(), sequence: lastSnapshot, hash: recorded.session.bot.effectHash)
        } catch {
            // A snapshot only saves time; the journal has everything.
            board.note("no snapshot was taken: \(error)")
        }
    }

    /// Shows the status to the rest of the process.
    mutating func post(at now: TimeSpan) {
        nextPost = now + EngineSettings.postInterval
        status.update(from: recorded)
        status.beat = clock.now
        board.post(status)
    }

    private mutating func fail(_ reason: String) {
        while let reply = pendingReplies.popLast() { reply.refused(reason) }
        inputs.inbox.close()
        status.update(from: recorded)
        status.phase = .failed
        status.failure = reason
        board.post(status)
    }
}
