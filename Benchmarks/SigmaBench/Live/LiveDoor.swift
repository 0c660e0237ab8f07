import SigmaEmulator
import SigmaModel
import SigmaServing

/// Leads a port's requests and connections to the emulator, and stops the time of what passes.
struct LiveDoor: SocketAcceptor {
    /// Where orders are sent, by any venue's protocol.
    private static let orderPaths: Set = ["/v1/orders", "/api/v3/order", "/v5/order/create"]

    let emulator: Emulator
    let venue: Venue
    let watch: TurnStopwatch

    /// Answers a request.
    func answer(_ request: ServedRequest) -> ServedAnswer {
        let wire = LiveDoor.wire(request.method, request.target, request.headers, request.body, request.address)
        if wire.method == "POST", LiveDoor.orderPaths.contains(wire.path) {
            watch.arrived(wire.body + Array(wire.query.utf8))
        }
        let answer = emulator.answer(wire, at: venue)
        return ServedAnswer(
            status: answer.status,
            headers: [(name: "Content-Type", value: answer.contentType)] + answer.headers, body: answer.body)
    }

    func accept(_ request: SocketRequest) -> (any SocketAdmission)? {
        let wire = LiveDoor.wire("GET", request.target, request.headers, [], request.address)
        guard emulator.grants(wire, at: venue) else { return nil }
        return Admission(door: self, request: wire)
    }

    private static func wire(
        _ method: String, _ target: String, _ headers: [(name: String, value: String)], _ body: [UInt8],
        _ address: String
    ) -> WireRequest {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return WireRequest(
            method: method, path: String(parts.first ?? "/"), query: parts.count > 1 ? String(parts[1]) : "",
            headers: headers, body: body, address: address)
    }

    private struct Admission: SocketAdmission {
        let door: LiveDoor
        let request: WireRequest

        func open(_ socket: ServedSocket) -> any SocketListener {
            let sink = TimedSink(base: socket, watch: door.watch)
            return Line(door: door, number: door.emulator.open(request, at: door.venue, sink: sink))
        }
    }

    /// The venue's end of a connection.
    private struct Line: SocketListener {
        private static let orders = ["\"order.place\"", "\"order.create\""].map { Array($0.utf8) }

        let door: LiveDoor
        let number: Int?

        func received(_ message: SocketMessage) {
            if case .text(let bytes) = message, Line.orders.contains(where: { bytes.firstRange(of: $0) != nil }) {
                door.watch.arrived(bytes)
            }
            if let number { door.emulator.received(message, on: number) }
        }

        func closed() {
            if let number { door.emulator.closed(number) }
        }
    }

    /// Notes what goes to a socket.
    private struct TimedSink: StreamSink {
        let base: ServedSocket
        let watch: TurnStopwatch

        func send(_ message: SocketMessage, after delay: TimeSpan) {
            switch message {
            case .text, .binary: watch.left()
            case .ping, .pong: break
            }
            base.send(message, after: delay)
        }

        func close(code: UInt16, reason: String) { base.close(code: code, reason: reason) }
        func cut() { base.cut() }
        func silence() { base.silence() }
    }
}
