internal import ServiceLifecycle
internal import SigmaAPI
internal import SigmaModel
internal import SigmaRuntime
internal import Synchronization

/// Looks at a session until it has been silent for too long.
final class GuardianService: Service {
    private let control: ControlClient
    private let watch: Mutex<GuardianWatch>
    private let clock: SystemClock
    private let isNeeded = Atomic<Bool>(false)

    init(control: ControlClient, watch: GuardianWatch, clock: SystemClock) {
        self.control = control
        self.watch = Mutex(watch)
        self.clock = clock
    }

    /// Whether it ended because the session needs its guardian.
    var hasSteppedIn: Bool { isNeeded.load(ordering: .acquiring) }

    func run() async throws {
        try await cancelWhenGracefulShutdown { [self] in
            do {
                while true {
                    let look = await look()
                    let now = clock.now
                    if watch.withLock({ $0.decide(look, at: now) }) == .stepIn {
                        return isNeeded.store(true, ordering: .releasing)
                    }
                    try await clock.sleep(until: now + TimeSpan(seconds: 1))
                }
            } catch is CancellationError {}
        }
    }

    private func look() async -> GuardianWatch.Look {
        guard control.hasSocket else { return .absent }
        do throws(ControlError) {
            return .answers(beat: try await control.status(as: Sign.self).beat)
        } catch { return .silent }
    }

    private struct Sign: Decodable {
        let beat: Timestamp
    }
}
