package import Foundation
package import SigmaModel
package import SigmaPorts
internal import Synchronization

/// Keeps a feed process's place while its events pass, always a little ahead of them.
package final class PlacedSink<Base: MarketSink>: MarketSink {
    private struct State {
        var position: UInt64
        var reserved: UInt64
        var failure: String?
    }

    /// How far ahead the kept place is: what a crash loses at most.
    private static var margin: UInt64 { 16_384 }

    private let base: Base
    private let file: URL
    private let start: Timestamp
    private let oldest: Timestamp?
    private let state: Mutex<State>

    /// A sink before its first event.
    ///
    /// - Parameter oldest: events from before are passed over, since they happened while no process was there.
    package init(_ base: Base, from place: FeedPlace, keptIn file: URL, oldest: Timestamp?) {
        self.base = base
        self.file = file
        self.oldest = oldest
        start = place.start
        state = Mutex(State(position: place.position, reserved: place.position))
    }

    /// Why the place could not be kept; nil while it could.
    package var failure: String? { state.withLock { $0.failure } }

    package func push(_ item: FeedItem) -> Bool {
        guard !item.isHeartbeat else { return base.push(item) }
        return state.withLock { state in
            if let oldest, item.time < oldest {
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
        state.reserved = state.position + Self.margin
        do { try FeedPlace(start: start, position: state.reserved).write(file) } catch {
            state.failure =
                "\(file.path) cannot be written (\(error.localizedDescription)); check space and permissions"
        }
    }
}

extension FeedItem {
    /// When it happened.
    fileprivate var time: Timestamp {
        switch event {
        case .trade(let trade): trade.time
        case .quote(let quote): quote.time
        case .book(let update): update.time
        default: .never
        }
    }
}
