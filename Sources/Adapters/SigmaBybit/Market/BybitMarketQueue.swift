internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import Synchronization

/// What streams have heard and the session has not taken yet.
///
/// Nothing is dropped: beyond its room the streams' sockets are not read until there is room again.
final class BybitMarketQueue: Sendable {
    /// Items that may wait before streams pause.
    let room: Int

    private struct State {
        var items: [FeedItem] = []
        var bridges: [BybitBridge] = []
        var paused: [any StreamLink] = []
        var owesGap: Bool
    }

    private let state: Mutex<State>
    private let bell = Doorbell()

    /// An empty queue; one that goes on where an earlier process left off begins with a gap.
    init(isResumed: Bool, room: Int = 65_536) {
        self.room = room
        state = Mutex(State(owesGap: isResumed))
    }

    /// Adds items, and empties their list without giving its memory up.
    func add(_ items: inout [FeedItem]) {
        guard !items.isEmpty else { return }
        state.withLock { state in
            if state.owesGap {
                items[0].gap = items[0].gap ?? 0
                state.owesGap = false
            }
            state.items.append(contentsOf: items)
        }
        items.removeAll(keepingCapacity: true)
        bell.ring()
    }

    /// Tells the time behind everything that waits.
    func tell(_ time: Timestamp, handedOver: TimeSpan) {
        state.withLock { state in
            state.items.append(FeedItem(event: .timer(time), receivedAt: nil, handedOver: handedOver))
        }
        bell.ring()
    }

    /// Adds a symbol whose trades wait for a bridge.
    func wish(_ bridge: BybitBridge) {
        state.withLock { $0.bridges.append(bridge) }
        bell.ring()
    }

    /// Whether there is no room; a link that is told so is resumed when there is.
    func isFull(pausing link: any StreamLink) -> Bool {
        state.withLock { state in
            guard state.items.count >= room else { return false }
            state.paused.append(link)
            return true
        }
    }

    /// Waits for items and exchanges them for an empty list, whose memory is used again.
    func take(_ items: inout [FeedItem]) async throws {
        items.removeAll(keepingCapacity: true)
        while true {
            let rings = bell.rings
            let paused = state.withLock { state -> [any StreamLink] in
                swap(&state.items, &items)
                defer { state.paused = [] }
                return state.paused
            }
            for link in paused { link.resume() }
            if !items.isEmpty { return }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }

    /// Waits for a symbol whose trades wait for a bridge.
    func nextBridge() async throws -> BybitBridge {
        while true {
            let rings = bell.rings
            if let bridge = state.withLock({ $0.bridges.isEmpty ? nil : $0.bridges.removeFirst() }) { return bridge }
            try Task.checkCancellation()
            await bell.wait(after: rings)
        }
    }
}
