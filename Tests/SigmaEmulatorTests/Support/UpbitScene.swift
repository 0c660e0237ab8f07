import Foundation
import SigmaEmulator
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaServing
import SigmaSimulation

/// Upbit with one market, KRW-BTC at 100 million won, one account, and a clock of the test's own.
struct UpbitScene {
    static let start = Timestamp(CivilDate(year: 2026, month: 11, day: 20)) + TimeSpan(seconds: 12 * 3_600)
    static let market = InstrumentID(0)

    let clock = ManualClock(UpbitScene.start)
    let emulator: Emulator

    init(
        symbols: [String] = ["KRW-BTC"], enforcesLimits: Bool = false, throttles: Bool = true,
        permissions: EmulatedKey.Permissions = [.read, .trade], addresses: [String] = [], expires: Timestamp? = nil,
        liquidity: Rate = .one, simulation: SimulationSettings = SimulationSettings(), faults: [FaultRule] = []
    ) throws {
        let key = EmulatedKey(
            id: "key", proof: .secret("secret"), permissions: permissions, addresses: addresses, expires: expires)
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["KRW": try Quantity("50000000"), "BTC": try Quantity("2")],
            simulation: simulation)
        var venue = VenueSettings(.upbit, listings: symbols.map { .init($0) }, accounts: [account])
        venue.enforcesLimits = enforcesLimits
        venue.throttlesStreams = throttles
        emulator = try Emulator(
            EmulatorSettings(
                venues: [venue],
                market: MarketSettings(origin: .script([]), speed: 0, start: UpbitScene.start, history: .zero),
                faults: faults, liquidity: liquidity, seed: 7),
            clock: clock)
    }

    /// Shows a book: prices in thousands of won, quantities in BTC.
    func book(
        bids: [(Int64, String)] = [(99_999, "1"), (99_998, "1")],
        asks: [(Int64, String)] = [(100_000, "1"), (100_001, "1")],
        after span: TimeSpan = TimeSpan(milliseconds: 1), of market: InstrumentID = UpbitScene.market
    ) throws {
        let time = emulator.marketTime + span
        let levels = bids.map { (Side.buy, $0) } + asks.map { (Side.sell, $0) }
        for (index, (side, level)) in levels.enumerated() {
            var flags: BookUpdate.Flags = index == 0 ? .snapshot : []
            if index == levels.count - 1 { flags.insert(.last) }
            let price = Price(raw: level.0 * 1_000 * FixedPoint.one)
            emulator.happen(
                .book(
                    BookUpdate(
                        instrument: market, time: time, side: side, price: price, quantity: try Quantity(level.1),
                        flags: flags)))
        }
    }

    /// Prints a trade at a price in thousands of won.
    func trade(
        _ price: Int64, _ quantity: String, _ aggressor: Side, after span: TimeSpan = TimeSpan(milliseconds: 1),
        of market: InstrumentID = UpbitScene.market
    ) throws {
        emulator.happen(
            .trade(
                Trade(
                    instrument: market, time: emulator.marketTime + span,
                    price: Price(raw: price * 1_000 * FixedPoint.one), quantity: try Quantity(quantity),
                    aggressor: aggressor)))
    }

    /// A public call.
    func get(_ path: String, _ query: String = "", headers: [(name: String, value: String)] = []) -> WireAnswer {
        emulator.answer(WireRequest(path: "/v1/\(path)", query: query, headers: headers), at: .upbit)
    }

    /// A private call with its parameters in the query, signed over their decoded text.
    func ask(_ path: String, _ query: String = "", method: String = "GET", token: String? = nil) -> WireAnswer {
        let decoded = query.removingPercentEncoding ?? query
        let bearer = token ?? UpbitToken.make(parameters: decoded)
        return emulator.answer(
            WireRequest(
                method: method, path: "/v1/\(path)", query: query,
                headers: [(name: "Authorization", value: "Bearer \(bearer)")]), at: .upbit)
    }

    /// A private call with a JSON body of strings, signed over its members.
    func post(_ path: String, _ members: [(String, String)], token: String? = nil) -> WireAnswer {
        let body = "{" + members.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",") + "}"
        let parameters = members.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return emulator.answer(
            WireRequest(
                method: "POST", path: "/v1/\(path)",
                headers: [
                    (name: "Authorization", value: "Bearer \(token ?? UpbitToken.make(parameters: parameters))"),
                    (name: "Content-Type", value: "application/json; charset=utf-8"),
                ], body: Array(body.utf8)), at: .upbit)
    }

    /// Posts a limit order; prices in thousands of won.
    func limit(
        _ side: String, _ price: Int64, _ volume: String, _ more: [(String, String)] = []
    ) -> WireAnswer {
        post(
            "orders",
            [
                ("market", "KRW-BTC"), ("side", side), ("ord_type", "limit"), ("price", "\(price)000"),
                ("volume", volume),
            ] + more)
    }

    /// Opens a stream; its end keeps what is sent.
    func open(_ path: String = "/websocket/v1", token: String? = nil) throws -> (number: Int, sink: RecordingSink) {
        let sink = RecordingSink()
        var headers: [(name: String, value: String)] = []
        if path.hasSuffix("private") {
            headers.append((name: "Authorization", value: "Bearer \(token ?? UpbitToken.make())"))
        }
        let request = WireRequest(path: path, headers: headers)
        guard emulator.grants(request, at: .upbit), let number = emulator.open(request, at: .upbit, sink: sink) else {
            throw Refused()
        }
        return (number, sink)
    }

    func send(_ text: String, on session: Int) { emulator.received(.text(Array(text.utf8)), on: session) }

    var truth: AccountTruth {
        emulator.truth(of: "main", at: .upbit) ?? AccountTruth(orders: [], fills: [], balances: [])
    }

    struct Refused: Error {}
}

extension WireAnswer {
    var tree: JSONTree? { JSONTree(body) }
    /// The name of an exchange error.
    var errorName: String? { tree?["error"]?["name"]?.string }
}
