import Foundation
import FoundationNetworking

/// `sigma emulator` as a process of its own, and its administration.
final class EmulatorProcess {
    /// What the administration shows of it.
    struct Overview: Decodable {
        struct Connection: Decodable {
            let path: String
            let account: String?
        }

        private enum CodingKeys: String, CodingKey {
            case requests, connections
            case granted = "connections_granted"
        }

        /// How many requests came, and how many streams were opened.
        let requests, granted: Int
        /// The streams that stand.
        let connections: [Connection]
    }

    private struct Whole: Decodable {
        let venues: [Overview]
    }

    private struct Greeting: Decodable {
        struct Place: Decodable {
            let rest, websocket: String
        }

        let admin: String
        let venues: [String: Place]
    }

    /// Below which requests and streams are.
    let rest, stream: String
    let venue: LiveVenue
    private let child: ChildProcess
    private let admin: String

    /// Starts one of a venue, with its market as it is invented.
    init(_ venue: LiveVenue, in folder: ScratchFolder) throws {
        let child = try ChildProcess(
            BuiltProgram.path,
            [
                "emulator", "--venue", venue.rawValue, "--symbol", "\(venue.rawValue):\(venue.symbol)", "--port", "0",
                "--history-days", "0.1", "--rate", "50", "--json",
            ], output: folder.path)
        var greeting: Greeting?
        try child.until("the emulator listens") {
            greeting = try? JSONDecoder().decode(Greeting.self, from: Data(child.output.utf8))
            return greeting != nil
        }
        guard let greeting, let place = greeting.venues[venue.rawValue] else {
            throw ProcessFailure("the emulator's greeting names no \(venue)")
        }
        (self.venue, self.child) = (venue, child)
        (rest, stream, admin) = (place.rest, place.websocket, greeting.admin)
    }

    /// What came to it so far.
    func overview() throws -> Overview {
        guard let url = URL(string: admin + "/"), let data = try? Data(contentsOf: url) else {
            throw ProcessFailure("the emulator does not answer: \(child.errors)")
        }
        guard let venue = try JSONDecoder().decode(Whole.self, from: data).venues.first else {
            throw ProcessFailure("the emulator plays no venue")
        }
        return venue
    }

    /// Carries an administrative request out; the venue's name is added to its members.
    func administer(_ path: String, _ members: String, method: String = "POST") async throws {
        guard let url = URL(string: admin + path) else { throw ProcessFailure("\(path) is no path") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if method == "POST" { request.httpBody = Data("{\"venue\":\"\(venue.rawValue)\",\(members)}".utf8) }
        let (data, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw ProcessFailure("\(method) \(path): \(String(decoding: data, as: UTF8.self))")
        }
    }
}
