import SigmaModel
import SigmaPorts
import Synchronization

/// A clock that stands still until it is told the time.
final class ManualClock: SessionClock {
    private let time = Mutex(Timestamp(seconds: 1_000))
    private let bell = Doorbell()

    var now: Timestamp { time.withLock { $0 } }
    var monotonic: TimeSpan { now - .epoch }

    func advance(_ span: TimeSpan) {
        time.withLock { $0 = $0 + span }
        bell.ring()
    }

    func sleep(until time: Timestamp) async throws {
        while true {
            let rings = bell.rings
            if now >= time { return }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }
}
