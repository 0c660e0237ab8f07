import SigmaPorts
import Synchronization

/// What a worker's connection has received and the worker has not answered.
final class JobInbox: Sendable {
    /// A delivery, good as long as its connection.
    struct Delivery {
        let message: RabbitMessage
        let tag: UInt64
        let generation: Int
    }

    private struct State {
        var arrived: [Delivery] = []
        var held: [String: Delivery] = [:]
        var generation = 0
        var isClosed = false
    }

    private let prefetch: Int
    private let state = Mutex(State())
    private let bell = Doorbell()

    init(prefetch: Int) { self.prefetch = prefetch }

    /// Which connection it is, counted.
    var generation: Int { state.withLock { $0.generation } }

    /// Adds a delivery; false when the worker has the same job already.
    ///
    /// A later attempt is no repetition: the retry of a job that fails may come back before its failure is settled.
    func put(_ message: RabbitMessage, tag: UInt64) -> Bool {
        let isNew = state.withLock { state in
            let id = message.job.id
            let isHeld = state.held[id].map { $0.message.attempt >= message.attempt } ?? false
            guard !isHeld, !state.arrived.contains(where: { $0.message.job.id == id }) else { return false }
            state.arrived.append(Delivery(message: message, tag: tag, generation: state.generation))
            return true
        }
        bell.ring()
        return isNew
    }

    /// Waits for a delivery while the worker holds fewer than it asked to.
    func next() async throws(JobError) -> Delivery {
        while true {
            let rings = bell.rings
            let (delivery, isClosed) = state.withLock { state -> (Delivery?, Bool) in
                guard !state.isClosed, state.held.count < prefetch, !state.arrived.isEmpty else {
                    return (nil, state.isClosed)
                }
                let delivery = state.arrived.removeFirst()
                state.held[delivery.message.job.id] = delivery
                return (delivery, false)
            }
            if let delivery { return delivery }
            if isClosed { throw .closed }
            if Task.isCancelled { throw .cancelled }
            await bell.wait(after: rings)
        }
    }

    /// The delivery of a lease; nil when the lease was lost.
    func delivery(_ lease: JobLease) -> Delivery? {
        state.withLock { state in
            let delivery = state.held[lease.id]
            return delivery?.message.attempt == lease.attempt ? delivery : nil
        }
    }

    /// The worker is through with a delivery.
    func settle(_ delivery: Delivery) {
        state.withLock { state in
            let id = delivery.message.job.id
            if let held = state.held[id], held.tag == delivery.tag, held.generation == delivery.generation {
                state.held[id] = nil
            }
        }
        bell.ring()
    }

    /// The connection is gone, and with it all leases.
    func lose() {
        state.withLock { state in
            state.generation += 1
            state.arrived = []
            state.held = [:]
        }
        bell.ring()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }
}
