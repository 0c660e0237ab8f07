internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import Synchronization

/// What reaches a feed from its sockets and its questions, in order, until the feed takes it.
///
/// It drops nothing: a connection that brings more than the feed takes is not read for a while, and what is lost on the
/// way, should the venue cut it for that, is asked for like after every cut.
final class BinanceInbox: Sendable {
    /// One thing that reached the feed.
    enum Input: Sendable {
        case opened
        case closed(String)
        case unreachable(String)
        case message(BinanceMessage, receivedAt: Timestamp)
        case unreadable(String)
        case trades([Trade], InstrumentID, isFull: Bool)
        case noTrades(InstrumentID, String)
        case snapshot(BinanceSnapshot, InstrumentID)
    }

    private struct State {
        var inputs: [Input] = []
        var paused: [any StreamLink] = []
    }

    /// Inputs that may wait before sockets are no longer read.
    private static let limit = 16_384

    private let state = Mutex(State())
    private let bell = Doorbell()

    /// Puts an input behind the others.
    func post(_ input: Input) {
        let isFirst = state.withLock { state in
            state.inputs.append(input)
            return state.inputs.count == 1
        }
        if isFirst { bell.ring() }
    }

    /// Puts a connection's input behind the others; false when the connection is not to be read until it is resumed.
    func post(_ input: Input, from link: any StreamLink) -> Bool {
        let (isFirst, hasRoom) = state.withLock { state in
            state.inputs.append(input)
            let hasRoom = state.inputs.count < Self.limit
            if !hasRoom { state.paused.append(link) }
            return (state.inputs.count == 1, hasRoom)
        }
        if isFirst { bell.ring() }
        return hasRoom
    }

    /// Waits until there is something, at most until a time, and takes all of it.
    func take(until time: Timestamp, by clock: any SessionClock) async throws -> [Input] {
        while true {
            try Task.checkCancellation()
            let rings = bell.rings
            let (inputs, paused) = state.withLock { state in
                defer { state = State() }
                return (state.inputs, state.paused)
            }
            for link in paused { link.resume() }
            if !inputs.isEmpty || clock.now >= time { return inputs }
            await bell.wait(after: rings, until: time, by: clock)
        }
    }
}
