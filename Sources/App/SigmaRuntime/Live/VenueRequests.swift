package import SigmaModel

/// What the engine's thread hands over for the venue once it is recorded; nothing of it is ever dropped.
///
/// Its length is bounded by the engine's own bound on working orders: an order is submitted and cancelled once, and has one
/// change under way.
package final class VenueRequests: Sendable {
    /// One request.
    package enum Request: Hashable, Sendable {
        case submit(OrderTicket)
        case cancel(OrderID)
        case amend(Amendment)
    }

    private let queue = StepQueue<Request>()

    /// Nothing to do.
    package init() {}

    /// Whether everything was taken over.
    package var isEmpty: Bool { queue.isEmpty }

    /// Adds what a commit lets go, in order; leaves the array empty with its room.
    package func put(_ requests: inout [Request]) {
        for request in requests { queue.put(request) }
        requests.removeAll(keepingCapacity: true)
    }

    /// Waits for requests and takes all; throws when the task is cancelled.
    func take() async throws -> [Request] { try await queue.take() }

    /// Notes that a request was taken over.
    func finished() { queue.finished() }
}
