internal import SigmaModel

/// Administration of a running emulator: JSON over HTTP below `/admin`.
///
/// | call | body | what |
/// |---|---|---|
/// | GET / | | venues with the requests and connections that came, market, faults |
/// | GET /truth?venue=&account= | | orders, executions and balances as the venue has them |
/// | POST /accounts | venue, name, keys [{id, secret, permissions?, addresses?, expires?}], balances {asset: amount} | opens an account |
/// | POST /keys | venue, id, permissions?, addresses?, expires? | changes a key |
/// | POST /transfer | venue, account, asset, amount | gives or takes money |
/// | POST /faults | a ``FaultRule`` by its names | adds it; answers its number |
/// | DELETE /faults?number= | | takes one rule away, or all |
/// | POST /clock | venue?, jump_ms | sets the venue's clock off |
/// | POST /maintenance | venue, on | closes or opens a venue |
/// | POST /restart | venue, milliseconds, announce? | cuts connections and serves nobody for a while |
/// | POST /streams | venue, do: close, cut or silence, path? | ends connections |
/// | POST /suspend | venue, symbol, on | lets an instrument take no orders |
/// | POST /market | speed or steps | changes the pace, or steps a market that stands still |
struct EmulatorAdmin {
    private let emulator: Emulator

    init(_ emulator: Emulator) { self.emulator = emulator }

    /// Answers a request whose path is without `/admin`.
    func answer(_ request: WireRequest) -> WireAnswer {
        do {
            let body = request.body.isEmpty ? .object([]) : JSONTree(request.body)
            guard let body else { throw AdminProblem("the body is no JSON") }
            return .json(try carryOut(request, body))
        } catch let problem as AdminProblem {
            return EmulatorAdmin.failure(problem.description, problem.status)
        } catch { return EmulatorAdmin.failure("\(error)", 400) }
    }

    private static func failure(_ text: String, _ status: Int) -> WireAnswer {
        .json(JSONComposer.object { $0.string("error", text) }, status: status)
    }

    private func carryOut(_ request: WireRequest, _ body: JSONTree) throws -> [UInt8] {
        switch "\(request.method) \(request.path)" {
        case "GET /": return emulator.withState { AdminText.overview($0) }
        case "GET /truth": return try truth(request.parameters)
        case "POST /accounts":
            try emulator.add(try AdminText.account(body), at: try venue(body))
        case "POST /keys": try changeKey(body)
        case "POST /transfer": try transfer(body)
        case "POST /faults": return try addFault(body)
        case "DELETE /faults": try removeFault(request.parameters["number"])
        case "POST /clock":
            guard let jump = body["jump_ms"]?.integer else { throw AdminProblem.field("jump_ms", "milliseconds") }
            let one = body["venue"] == nil ? nil : try venue(body)
            emulator.setClockJump(TimeSpan(milliseconds: jump), at: one)
        case "POST /maintenance": emulator.setMaintenance(try flag(body), at: try venue(body))
        case "POST /restart": try restart(body)
        case "POST /streams": return try endStreams(body)
        case "POST /suspend":
            let symbol = try text(body, "symbol")
            let place = try venue(body)
            guard emulator.setSuspended(try flag(body), symbol, at: place) else {
                throw EmulatorError.unknownSymbol(symbol, at: place)
            }
        case "POST /market": try moveMarket(body)
        default: throw AdminProblem("there is no \(request.method) \(request.path)", status: 404)
        }
        return JSONComposer.object { $0.bool("ok", true) }
    }

    private func venue(_ body: JSONTree) throws -> Venue {
        let known = emulator.venues
        guard let venue = Venue(rawValue: body["venue"]?.string ?? ""), known.contains(venue) else {
            throw AdminProblem.field("venue", known.map(\.rawValue).joined(separator: ", "))
        }
        return venue
    }

    private func text(_ body: JSONTree, _ name: String) throws -> String {
        guard let text = body[name]?.string, !text.isEmpty else { throw AdminProblem.field(name, "a text") }
        return text
    }

    private func flag(_ body: JSONTree) throws -> Bool {
        guard let flag = body["on"]?.bool else { throw AdminProblem.field("on", "true or false") }
        return flag
    }

    private func truth(_ parameters: QueryParameters) throws -> [UInt8] {
        guard let venue = Venue(rawValue: parameters["venue"] ?? "") else {
            throw AdminProblem.field("venue", emulator.venues.map(\.rawValue).joined(separator: ", "))
        }
        let name = parameters["account"] ?? ""
        guard let truth = emulator.truth(of: name, at: venue) else {
            throw EmulatorError.unknownAccount(name, at: venue)
        }
        return AdminText.truth(truth)
    }

    private func transfer(_ body: JSONTree) throws {
        guard let amount = body["amount"]?.plain.flatMap({ try? DecimalText.parse($0) }) else {
            throw AdminProblem.field("amount", "a decimal, negative to take")
        }
        try emulator.transfer(
            amount, of: try text(body, "asset"), account: try text(body, "account"), at: try venue(body))
    }

    private func changeKey(_ body: JSONTree) throws {
        let id = try text(body, "id")
        guard try emulator.change(key: id, at: try venue(body), { try AdminText.change(&$0, by: body) }) else {
            throw AdminProblem("there is no key '\(id)'", status: 404)
        }
    }

    private func addFault(_ body: JSONTree) throws -> [UInt8] {
        let fields = (body.members ?? []).compactMap { member in member.value.plain.map { (member.name, $0) } }
        let number = emulator.add(try FaultRule(fields: fields))
        return JSONComposer.object { $0.number("number", number) }
    }

    private func removeFault(_ text: String?) throws {
        guard let text else { return emulator.clearFaults() }
        guard let number = Int(text), emulator.withState({ $0.desk.remove(number) }) else {
            throw AdminProblem("there is no fault \(text)", status: 404)
        }
    }

    private func restart(_ body: JSONTree) throws {
        guard let span = body["milliseconds"]?.integer, span >= 0 else {
            throw AdminProblem.field("milliseconds", "a whole number")
        }
        let place = try venue(body)
        if body["announce"]?.bool == true { emulator.announceShutdown(at: place) }
        emulator.restart(place, for: TimeSpan(milliseconds: span))
    }

    private func endStreams(_ body: JSONTree) throws -> [UInt8] {
        guard let ending = Emulator.Ending(rawValue: body["do"]?.string ?? "") else {
            throw AdminProblem.field("do", Emulator.Ending.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let count = emulator.endStreams(at: try venue(body), path: body["path"]?.string ?? "", ending)
        return JSONComposer.object { $0.number("ended", count) }
    }

    private func moveMarket(_ body: JSONTree) throws {
        if let speed = body["speed"]?.plain.flatMap({ Double($0) }) {
            guard speed >= 0, speed <= 1_000_000 else { throw AdminProblem.field("speed", "0 … 1000000") }
            return emulator.setSpeed(speed)
        }
        guard let steps = body["steps"]?.integer, (1...1_000_000).contains(steps) else {
            throw AdminProblem.field("steps", "1 … 1000000, or give a speed")
        }
        for _ in 0..<steps { guard try emulator.step() else { return } }
    }
}
