package import SigmaModel
internal import SigmaServing

/// A WebSocket connection to a venue.
package final class StreamSession {
    /// Rises by one from connection to connection of the emulator.
    package let number: Int
    /// The handshake: path, query, headers and address.
    package let request: WireRequest
    /// When it was opened, by the wall clock.
    package let openedAt: Timestamp
    /// Whose private news it gets; set by the protocol once somebody has proved who they are.
    package var account: EmulatedAccount?
    /// When the client said anything last, by the monotonic clock.
    package internal(set) var heardAt: TimeSpan
    /// When anything was sent last, by the monotonic clock.
    package private(set) var toldAt: TimeSpan
    /// Whether it is over; nothing is sent any more.
    package private(set) var isClosed = false

    private let sink: any StreamSink
    private let faults: FaultDesk
    private let venue: Venue
    /// A message that waits for the next one to overtake it.
    private var held: SocketMessage?
    var monotonic: () -> TimeSpan

    init(
        number: Int, request: WireRequest, at wall: Timestamp, sink: any StreamSink, faults: FaultDesk, venue: Venue,
        monotonic: @escaping () -> TimeSpan
    ) {
        self.number = number
        self.request = request
        self.sink = sink
        self.faults = faults
        self.venue = venue
        self.monotonic = monotonic
        openedAt = wall
        heardAt = monotonic()
        toldAt = heardAt
    }

    /// Sends a text; faults may delay, drop, double or reorder it, or end the connection.
    package func send(_ text: [UInt8], _ kind: StreamKind) { send(.text(text), kind) }

    /// Sends bytes, as ``send(_:_:)-text`` sends a text.
    package func sendBinary(_ bytes: [UInt8], _ kind: StreamKind) { send(.binary(bytes), kind) }

    /// Sends a ping frame.
    package func ping(_ payload: [UInt8] = []) { deliver(.ping(payload), after: .zero) }
    /// Answers a ping frame.
    package func pong(_ payload: [UInt8]) { deliver(.pong(payload), after: .zero) }

    /// Ends the connection by a close frame.
    package func close(code: UInt16, reason: String = "") {
        guard !isClosed else { return }
        isClosed = true
        sink.close(code: code, reason: reason)
    }

    /// Drops the connection without a word.
    package func cut() {
        guard !isClosed else { return }
        isClosed = true
        sink.cut()
    }

    /// Keeps the connection open and sends nothing any more.
    package func silence() {
        isClosed = true
        sink.silence()
    }

    private func send(_ message: SocketMessage, _ kind: StreamKind) {
        guard !isClosed else { return }
        switch faults.streamFault(at: venue, kind: kind, path: request.path) {
        case nil: deliver(message, after: .zero)
        case .delay(let span): deliver(message, after: span)
        case .drop: break
        case .duplicate:
            deliver(message, after: .zero)
            deliver(message, after: .zero)
        case .reorder:
            guard held == nil else { return deliver(message, after: .zero) }
            held = message
        case .cut: cut()
        case .silence: silence()
        }
    }

    private func deliver(_ message: SocketMessage, after delay: TimeSpan) {
        guard !isClosed else { return }
        toldAt = monotonic()
        sink.send(message, after: delay)
        if let late = held {
            held = nil
            sink.send(late, after: delay)
        }
    }

    /// Ends it without telling the client, who is gone.
    func end() { isClosed = true }
}
