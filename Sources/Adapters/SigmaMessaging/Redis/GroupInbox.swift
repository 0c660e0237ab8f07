import SigmaPorts
import Synchronization

/// What a consumer's thread has read and the consumer has not acknowledged.
final class GroupInbox: Sendable {
    private struct State {
        var arrived: [BusMessage] = []
        var demand = 0
        /// Arrived or taken, and not acknowledged.
        var held: [Topic: Set<UInt64>] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = Doorbell()

    /// How many messages the consumer waits for.
    var demand: Int { state.withLock { $0.demand } }

    /// What is to be given back when the consumer leaves.
    var held: [Topic: Set<UInt64>] { state.withLock { $0.held } }

    /// Adds messages; those that come again while the consumer has them are left out.
    ///
    /// Fresh ones are never left out: the group may begin again after its server lost it.
    func put(_ messages: [BusMessage], areFresh: Bool) -> Int {
        let count = state.withLock { state in
            let wanted = messages.filter { message in
                state.held[message.topic, default: []].insert(message.sequence).inserted || areFresh
            }
            state.arrived += wanted
            if !wanted.isEmpty { state.demand = 0 }
            return wanted.count
        }
        bell.ring()
        return count
    }

    /// Waits for messages; `ask` makes the thread look at the demand.
    func next(limit: Int, ask: () -> Void) async throws(BusError) -> [BusMessage] {
        precondition(limit > 0, "next waits for one message at least")
        while true {
            let rings = bell.rings
            let (messages, isClosed) = state.withLock { state in
                let messages = Array(state.arrived.prefix(limit))
                state.arrived.removeFirst(messages.count)
                if messages.isEmpty { state.demand = max(state.demand, limit) }
                return (messages, state.isClosed)
            }
            if isClosed { throw .closed }
            if !messages.isEmpty { return messages }
            if Task.isCancelled { throw .cancelled }
            ask()
            await bell.wait(after: rings)
        }
    }

    func acknowledge(_ messages: [BusMessage]) {
        state.withLock { state in
            for message in messages { state.held[message.topic]?.remove(message.sequence) }
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }
}
