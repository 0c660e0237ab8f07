internal import SigmaModel
internal import SigmaServing

/// Leads requests and connections of one port to the venue that their path names.
struct EmulatorDoor: SocketAcceptor {
    let emulator: Emulator
    /// The one venue behind the door; nil where paths name it.
    let only: Venue?

    /// Answers a request to any venue or to the administration.
    func answer(_ request: ServedRequest) -> ServedAnswer {
        let wire = EmulatorDoor.wire(
            method: request.method, target: request.target, headers: request.headers, body: request.body,
            address: request.address)
        if only == nil, let rest = EmulatorDoor.strip("/admin", from: wire.path) {
            var inner = wire
            inner.path = rest
            return served(EmulatorAdmin(emulator).answer(inner), at: nil)
        }
        guard let (venue, inner) = route(wire) else {
            let venues = emulator.venues.map { "/\($0.rawValue)" }.joined(separator: ", ")
            return served(.plain("nothing here; there are \(venues) and /admin\n", status: 404), at: nil)
        }
        return served(emulator.answer(inner, at: venue), at: venue)
    }

    func accept(_ request: SocketRequest) -> (any SocketAdmission)? {
        let wire = EmulatorDoor.wire(
            method: "GET", target: request.target, headers: request.headers, body: [], address: request.address)
        guard let (venue, inner) = route(wire), emulator.grants(inner, at: venue) else { return nil }
        return Admission(emulator: emulator, venue: venue, request: inner)
    }

    private func route(_ request: WireRequest) -> (Venue, WireRequest)? {
        if let only { return (only, request) }
        for venue in emulator.venues {
            guard let rest = EmulatorDoor.strip("/\(venue.rawValue)", from: request.path) else { continue }
            var inner = request
            inner.path = rest
            return (venue, inner)
        }
        return nil
    }

    private func served(_ answer: WireAnswer, at venue: Venue?) -> ServedAnswer {
        var headers = [(name: "Content-Type", value: answer.contentType)] + answer.headers
        if let venue, answer.header("Date") == nil {
            headers.append((name: "Date", value: HTTPDate.text(of: emulator.now(at: venue))))
        }
        let conduct: ServedAnswer.Conduct =
            switch answer.conduct {
            case .answer(let delay): .answer(after: delay)
            case .silence: .silence
            case .cut: .cut
            }
        return ServedAnswer(status: answer.status, headers: headers, body: answer.body, conduct: conduct)
    }

    /// The path behind a prefix that is whole; nil for another path.
    private static func strip(_ prefix: String, from path: String) -> String? {
        guard path.hasPrefix(prefix) else { return nil }
        let rest = path.dropFirst(prefix.count)
        return rest.isEmpty ? "/" : rest.first == "/" ? String(rest) : nil
    }

    private static func wire(
        method: String, target: String, headers: [(name: String, value: String)], body: [UInt8], address: String
    ) -> WireRequest {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return WireRequest(
            method: method, path: String(parts.first ?? "/"), query: parts.count > 1 ? String(parts[1]) : "",
            headers: headers, body: body, address: address)
    }

    /// A WebSocket that the venue granted.
    private struct Admission: SocketAdmission {
        let emulator: Emulator
        let venue: Venue
        let request: WireRequest

        func open(_ socket: ServedSocket) -> any SocketListener {
            Line(emulator: emulator, number: emulator.open(request, at: venue, sink: socket))
        }
    }

    /// The emulator's end of a WebSocket.
    private struct Line: SocketListener {
        let emulator: Emulator
        let number: Int?

        func received(_ message: SocketMessage) {
            if let number { emulator.received(message, on: number) }
        }

        func closed() {
            if let number { emulator.closed(number) }
        }
    }
}
