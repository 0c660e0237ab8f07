import SigmaEngine
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import Synchronization

/// An engine at work on its own thread, fed and asked by a test.
final class RunningHost: Sendable {
    let report: RecoveryReport
    let inputs: EngineInputs
    let board: HostBoard
    private let host: EngineHost<ManualClock>
    private let clock: ManualClock
    private let ending: Task<HostStatus, Never>
    /// How many trades the session has heard, over all its runs.
    private let told: Mutex<Int>

    init(_ opened: consuming OpenedSession, settings: EngineSettings, clock: ManualClock) {
        report = opened.report
        told = Mutex(Int(opened.recorded.progress.marketEvents))
        inputs = EngineInputs(queueCapacity: 1_024, registry: PrometheusRegistry())
        let host = EngineHost(opened, inputs: inputs, settings: settings, clock: clock)
        self.host = host
        self.clock = clock
        board = host.board
        ending = Task { await host.run() }
    }

    /// When the trade of a number happens: ten a second, the first a tenth after the session's beginning.
    static func time(_ number: Int) -> Timestamp {
        HostScene.start + TimeSpan(milliseconds: Int64(number + 1) * 100)
    }

    /// Lets a trade happen at each price, and returns when the engine has heard them all.
    func trade(_ prices: Int...) async {
        for price in prices {
            let number = told.withLock { told in
                defer { told += 1 }
                return told
            }
            await push(
                .trade(
                    Trade(
                        instrument: InstrumentID(0), time: RunningHost.time(number),
                        price: Price(raw: Int64(price) * FixedPoint.one), quantity: Quantity(raw: 1_000_000_000_000),
                        aggressor: .buy, id: UInt64(number))))
        }
        await settle()
    }

    /// Lets so many trades happen, up and down around a price.
    func trade(count: Int, around price: Int = 100) async {
        for index in 0..<count { await trade(price + index % 3) }
    }

    /// Tells the time, as a feed does in a quiet market.
    func beat(_ time: Timestamp) async {
        await push(.timer(time))
        await settle()
    }

    private func push(_ event: Event) async {
        while !inputs.ring.push(FeedItem(event: event, receivedAt: nil, handedOver: .zero)) { await Task.yield() }
    }

    /// Returns when the engine has heard all that it was told, or has ended.
    private func settle() async { await until { inputs.ring.isEmpty } }

    /// Whether nothing is to be expected any more: the engine has ended, or the test has run out of time.
    private var isOver: Bool { [.failed, .stopped].contains(board.current.phase) || Task.isCancelled }

    /// Asks for something; throws the refusal.
    func ask(_ request: SessionRequest) async throws(InboxError) { try await inputs.inbox.submit(request) }

    /// Commands something; throws the refusal.
    func command(_ command: Command) async throws(InboxError) { try await ask(.command(command)) }

    /// What the engine refuses to do, in its words; nil where it did it.
    func refusal(_ request: SessionRequest) async -> String? {
        do throws(InboxError) {
            try await ask(request)
            return nil
        } catch { return error.description }
    }

    /// Returns the first status that the engine shows and that fulfils a condition.
    func status(where condition: (HostStatus) -> Bool) async -> HostStatus {
        while true {
            // The engine shows its status from time to time.
            clock.advance(by: EngineSettings.postInterval)
            let status = board.current
            if condition(status) || isOver { return status }
            await Task.yield()
        }
    }

    /// Returns when something outside has become true.
    func until(_ condition: () throws -> Bool) async rethrows {
        while try !condition() && !isOver { await Task.yield() }
    }

    /// Ends the session and returns how it stood.
    @discardableResult
    func stop(_ policy: StopPolicy = .keep) async -> HostStatus {
        inputs.requestStop(policy)
        return await ending.value
    }

    /// How the session stood at its end, which somebody else brings about.
    var end: HostStatus { get async { await ending.value } }
}
