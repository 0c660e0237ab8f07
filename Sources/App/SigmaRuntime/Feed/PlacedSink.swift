package import Foundation
package import SigmaModel
package import SigmaPorts
internal import Synchronization

/// Keeps a feed process's place while its events pass, always a little ahead of them.
///
/// How far ahead follows the pace of the market: a crash loses no more than about a second of it, and the file is not
/// written more often than the pace asks for.
package final class PlacedSink<Base: MarketSink, Clock: SessionClock>: MarketSink {
    private struct State {
        var position: UInt64
        var reserved: UInt64
        var margin = PlacedSink.margins.lowerBound
        var reservedAt: TimeSpan?
        var failure: String?
    }

    /// How far ahead the kept place is, in events: what a crash loses at most.
    package static var margins: ClosedRange<UInt64> { 16...16_384 }

    private let base: Base
    private let file: URL
    private let start: Timestamp
    private let oldest: Timestamp?
    private let clock: Clock
    private let state: Mutex<State>

    /// A sink before its first event.
    ///
    /// - Parameter oldest: events from before are passed over, since they happened while no process was there.
    package init(_ base: Base, from place: FeedPlace, keptIn file: URL, oldest: Timestamp?, clock: Clock) {
        self.base = base
        self.file = file
        self.oldest = oldest
        self.clock = clock
        start = place.start
        state = Mutex(State(position: place.position, reserved: place.position))
    }

    /// Why the place could not be kept; nil while it could.
    package var failure: String? { state.withLock { $0.failure } }

    package func push(_ item: FeedItem) -> Bool {
        guard !item.isHeartbeat else { return base.push(item) }
        return state.withLock { state in
            if let oldest, let time = item.event.marketTime, time < oldest {
                state.position += 1
                return true
            }
            if state.position >= state.reserved { reserve(&state) }
            guard base.push(item) else { return false }
            state.position += 1
            return true
        }
    }

    package func room() async throws { try await base.room() }

    /// Keeps the exact place, at the end.
    package func finish() throws {
        try FeedPlace(start: start, position: state.withLock { $0.position }).write(file)
    }

    private func reserve(_ state: inout State) {
        let (now, bounds) = (clock.monotonic, Self.margins)
        switch state.reservedAt.map({ now - $0 }) ?? TimeSpan(seconds: 1) {
        case ..<TimeSpan(milliseconds: 100): state.margin = min(state.margin * 2, bounds.upperBound)
        case TimeSpan(seconds: 1)...: state.margin = max(state.margin / 2, bounds.lowerBound)
        default: break
        }
        state.reservedAt = now
        state.reserved = state.position + state.margin
        do { try FeedPlace(start: start, position: state.reserved).write(file) } catch {
            state.failure =
                "\(file.path) cannot be written (\(error.localizedDescription)); check space and permissions"
        }
    }
}
