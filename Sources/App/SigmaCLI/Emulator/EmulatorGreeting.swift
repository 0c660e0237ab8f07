internal import SigmaEmulator
internal import SigmaModel

/// Collects the ports of an emulator and says how to reach it once all are known.
actor EmulatorGreeting {
    /// What the addresses are, for programs.
    private struct Addresses: Encodable {
        struct Place: Encodable {
            let rest: String
            let websocket: String
            let symbols: [String]
            let key: String?
            let secret: String?
        }

        let admin: String
        let venues: [String: Place]
    }

    private let plan: EmulatorPlan
    private var ports: [(venue: Venue?, port: Int)] = []

    init(_ plan: EmulatorPlan) { self.plan = plan }

    /// Notes a port; returns the greeting after the last one.
    func heard(_ endpoint: EmulatorServer.Endpoint, _ port: Int, asJSON: Bool) -> String? {
        ports.append((endpoint.venue, port))
        guard ports.count == plan.endpoints.count else { return nil }
        return asJSON ? (try? JSONText.of(addresses)) : text
    }

    private func base(_ venue: Venue?) -> String {
        if let own = ports.first(where: { $0.venue == venue && venue != nil }) { return "\(plan.address):\(own.port)" }
        let shared = ports.first { $0.venue == nil }?.port ?? 0
        return "\(plan.address):\(shared)" + (venue.map { "/\($0.rawValue)" } ?? "")
    }

    private var schemes: (rest: String, websocket: String) { plan.tls == nil ? ("http", "ws") : ("https", "wss") }

    private var addresses: Addresses {
        var venues: [String: Addresses.Place] = [:]
        for venue in plan.settings.venues {
            venues[venue.venue.rawValue] = Addresses.Place(
                rest: "\(schemes.rest)://\(base(venue.venue))",
                websocket: "\(schemes.websocket)://\(base(venue.venue))",
                symbols: venue.listings.map(\.symbol), key: plan.isReadyMade ? EmulatorAccounts.key : nil,
                secret: plan.isReadyMade ? EmulatorAccounts.secret : nil)
        }
        return Addresses(admin: "\(schemes.rest)://\(base(nil))/admin", venues: venues)
    }

    private var text: String {
        var lines: [String] = []
        for venue in plan.settings.venues {
            let symbols = venue.listings.map { $0.kind == .linear ? "\($0.symbol) (linear)" : $0.symbol }
            lines.append("\(venue.venue.rawValue): \(symbols.joined(separator: ", "))")
            lines.append("  REST       \(schemes.rest)://\(base(venue.venue))")
            lines.append("  WebSocket  \(schemes.websocket)://\(base(venue.venue))")
            for account in venue.accounts {
                let balances = account.balances.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                let secret = plan.isReadyMade ? ", secret \(EmulatorAccounts.secret)" : ""
                let key = account.keys.first?.id ?? ""
                lines.append("  account    key \(key)\(secret): \(balances.joined(separator: ", "))")
            }
        }
        lines.append("Administration: \(schemes.rest)://\(base(nil))/admin. Ctrl-C ends it.")
        return lines.joined(separator: "\n")
    }
}
