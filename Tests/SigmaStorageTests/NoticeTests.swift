import Logging
import SigmaEngine
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaStorage
import Synchronization
import Testing

/// Messages to people follow from the journal, and each is delivered.
@Suite("Messages to people", .timeLimit(.minutes(10)))
struct NoticeTests {
    /// Delivers nothing for a while, then everything.
    private final class FussyNotifier: Notifier {
        struct Refusal: Error {}

        private let state: Mutex<(refusals: Int, titles: [String])>
        var titles: [String] { state.withLock { $0.titles } }

        init(refusals: Int = 0) { state = Mutex((refusals, [])) }

        func send(_ notification: Notification) async throws {
            try state.withLock { state in
                guard state.refusals == 0 else {
                    state.refusals -= 1
                    throw Refusal()
                }
                state.titles.append(notification.title)
            }
        }
    }

    private static let story = Story(seed: 1, events: 0)

    private static func time(_ second: Int64) -> Timestamp { .start + TimeSpan(seconds: second) }

    private static func command(_ state: TradingState, _ second: Int64) -> [SessionRecord] {
        [
            .input(.command(.setTradingState(state), time(second)), receivedAt: nil),
            .output(.tradingState(state, time(second))),
        ]
    }

    /// A halt of a person's, a stop that halts, a crash, a gap, and a contradiction.
    private static let records: [SessionRecord] =
        [.mark(.started(run: 1, time(0)))] + command(.halted, 1) + command(.active, 2)
        + command(.halted, 3) + [.mark(.stopping(resuming: .active, time(3)))] + command(.active, 4)
        + [.mark(.stopped(time(4))), .mark(.started(run: 2, time(5))), .mark(.started(run: 3, time(6)))]
        + [.mark(.gap(count: 12, time(7))), .output(.contradiction(OrderID(raw: 7), time(8)))]
        + command(.reduceOnly, 9) + [.input(.timer(time(10)), receivedAt: nil)]

    private static let titles = [
        "is halted", "trades again", "went on after its process was lost", "12 messages of the market were lost",
        "the venue contradicts order 7", "only reduces positions",
    ].map { "Session 'story' \($0)" }

    private func project(_ records: some Sequence<SessionRecord>, in store: Store, stateSpan: UInt64 = 1) async throws {
        var projection = try await StoreProjection(Self.story.session, in: store, stateSpan: stateSpan)
        for record in records.dropFirst(Int(projection.sequence)) { try await projection.take(record) }
        try await projection.flush(isAtEnd: true)
    }

    @Test("what a person must know is raised once, however often the journal is read", arguments: Backend.available)
    func raised(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        try await project(Self.records, in: store)
        let first = try await store.notifications.recent()
        #expect(first.reversed().map(\.notification.title) == Self.titles)
        #expect(first.last?.notification.severity == .critical)
        var projection = try await StoreProjection.rebuild(Self.story.session, in: store)
        for record in Self.records { try await projection.take(record) }
        try await projection.flush(isAtEnd: true)
        #expect(try await store.notifications.recent() == first)
    }

    @Test("where the reading was cut does not matter", arguments: 1..<records.count)
    func cuts(at place: Int) async throws {
        let store = try await TestStore(.memory).migrated()
        try await project(Self.records.prefix(place), in: store)
        try await project(Self.records, in: store)
        #expect(try await store.notifications.recent().reversed().map(\.notification.title) == Self.titles)
    }

    @Test("each is delivered once, oldest first", arguments: Backend.available)
    func delivered(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        try await project(Self.records, in: store)
        let notifier = FussyNotifier()
        let service = service(store, notifier)
        try await service.deliver()
        try await service.deliver()
        #expect(notifier.titles == Self.titles)
        #expect(try await store.notifications.pending().isEmpty)
    }

    @Test("what cannot be delivered is tried again, and given up at last without holding up the others")
    func refused() async throws {
        let store = try await TestStore(.memory).migrated()
        try await project(Self.records, in: store)
        let attempts = NotificationService<FussyNotifier, ManualClock>.attemptsMax
        let notifier = FussyNotifier(refusals: attempts)
        let service = service(store, notifier)
        for _ in 1..<attempts { await #expect(throws: FussyNotifier.Refusal.self) { try await service.deliver() } }
        try await service.deliver()
        #expect(notifier.titles == Array(Self.titles.dropFirst()))
        #expect(try await store.notifications.recent().last?.state == .failed)
    }

    private func service(
        _ store: Store, _ notifier: FussyNotifier
    ) -> NotificationService<FussyNotifier, ManualClock> {
        NotificationService(
            store, by: notifier, clock: ManualClock(Self.time(60)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
