import SigmaEmulator
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaServing
import SigmaSimulation

/// Bybit with BTCUSDT as pair and as contract at 100,000 USDT, one account, and a clock of the test's own.
struct BybitScene {
    static let start = Timestamp(seconds: 1_780_000_000)
    static let spot = InstrumentID(0)
    static let linear = InstrumentID(1)

    let clock = ManualClock(BybitScene.start)
    let emulator: Emulator

    init(
        enforcesLimits: Bool = false, throttles: Bool = false, permissions: EmulatedKey.Permissions = [.read, .trade],
        addresses: [String] = [], expires: Timestamp? = nil, timing: StreamTiming? = nil
    ) throws {
        let key = EmulatedKey(
            id: "key", proof: .secret("secret"), permissions: permissions, addresses: addresses, expires: expires)
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["USDT": try Quantity("50000"), "BTC": try Quantity("2")])
        var venue = VenueSettings(
            .bybit, listings: [.init("BTCUSDT"), .init("BTCUSDT", kind: .linear)], accounts: [account], timing: timing)
        venue.enforcesLimits = enforcesLimits
        venue.throttlesStreams = throttles
        emulator = try Emulator(
            EmulatorSettings(
                venues: [venue],
                market: MarketSettings(origin: .script([]), speed: 0, start: BybitScene.start, history: .zero), seed: 7),
            clock: clock)
    }

    /// Shows a book: prices in whole USDT, quantities in BTC.
    func book(
        bids: [(Int64, String)] = [(99_999, "1"), (99_998, "1")],
        asks: [(Int64, String)] = [(100_000, "1"), (100_001, "1")],
        after span: TimeSpan = TimeSpan(milliseconds: 1), of market: InstrumentID = BybitScene.spot
    ) throws {
        let time = emulator.marketTime + span
        let levels = bids.map { (Side.buy, $0) } + asks.map { (Side.sell, $0) }
        for (index, (side, level)) in levels.enumerated() {
            var flags: BookUpdate.Flags = index == 0 ? .snapshot : []
            if index == levels.count - 1 { flags.insert(.last) }
            emulator.happen(
                .book(
                    BookUpdate(
                        instrument: market, time: time, side: side, price: Price(raw: level.0 * FixedPoint.one),
                        quantity: try Quantity(level.1), flags: flags)))
        }
    }

    /// Prints a trade at a price in whole USDT.
    func trade(
        _ price: Int64, _ quantity: String, _ aggressor: Side = .buy, after span: TimeSpan = TimeSpan(milliseconds: 1),
        of market: InstrumentID = BybitScene.spot
    ) throws {
        emulator.happen(
            .trade(
                Trade(
                    instrument: market, time: emulator.marketTime + span, price: Price(raw: price * FixedPoint.one),
                    quantity: try Quantity(quantity), aggressor: aggressor)))
    }

    /// A public call.
    func get(_ path: String, _ query: String = "", address: String = "127.0.0.1") -> WireAnswer {
        emulator.answer(WireRequest(path: "/v5/\(path)", query: query, address: address), at: .bybit)
    }

    /// The headers that sign a payload.
    func signed(
        _ payload: String, secret: String = "secret", key: String = "key", at time: Timestamp? = nil,
        window: String = "5000"
    ) -> [(name: String, value: String)] {
        let stamp = String((time ?? clock.now).nanoseconds / 1_000_000)
        let signature = WireSignature.hex(
            WireSignature.hmacSHA256(Array((stamp + key + window + payload).utf8), key: secret))
        return [
            ("X-BAPI-API-KEY", key), ("X-BAPI-TIMESTAMP", stamp), ("X-BAPI-RECV-WINDOW", window),
            ("X-BAPI-SIGN", signature),
        ]
    }

    /// A call of the account with its parameters in the query.
    func ask(_ path: String, _ query: String = "") -> WireAnswer {
        emulator.answer(WireRequest(path: "/v5/\(path)", query: query, headers: signed(query)), at: .bybit)
    }

    /// A call of the account with its parameters in the body.
    func post(_ path: String, _ members: [(String, String)]) -> WireAnswer {
        let body = "{" + members.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",") + "}"
        return emulator.answer(
            WireRequest(method: "POST", path: "/v5/\(path)", headers: signed(body), body: Array(body.utf8)), at: .bybit)
    }

    /// Sends an order; a limit order where there is a price in whole USDT, else a market order.
    func order(
        _ side: String, _ quantity: String, at price: Int64? = nil, category: String = "spot",
        _ more: [(String, String)] = []
    ) -> WireAnswer {
        var members = [
            ("category", category), ("symbol", "BTCUSDT"), ("side", side),
            ("orderType", price == nil ? "Market" : "Limit"), ("qty", quantity),
        ]
        if let price { members.append(("price", "\(price)")) }
        return post("order/create", members + more)
    }

    /// The newest of the orders that a query finds.
    func find(_ query: String, archive: Bool = false) -> JSONTree? {
        ask(archive ? "order/history" : "order/realtime", query).tree?["result"]?["list"]?[0]
    }

    /// Opens a stream; its end keeps what is sent.
    func open(_ path: String) throws -> (number: Int, sink: RecordingSink) {
        let sink = RecordingSink()
        let parts = path.split(separator: "?")
        let request = WireRequest(path: "/v5/\(parts[0])", query: parts.count > 1 ? String(parts[1]) : "")
        guard emulator.grants(request, at: .bybit), let number = emulator.open(request, at: .bybit, sink: sink) else {
            throw Refused()
        }
        return (number, sink)
    }

    /// Opens a private stream and proves who asks.
    func openAccount(_ path: String = "private") throws -> (number: Int, sink: RecordingSink) {
        let stream = try open(path)
        send(proof(), on: stream.number)
        return stream
    }

    func proof(secret: String = "secret", expires: TimeSpan = TimeSpan(seconds: 5)) -> String {
        let stamp = (clock.now + expires).nanoseconds / 1_000_000
        let signature = WireSignature.hex(
            WireSignature.hmacSHA256(Array("GET/realtime\(stamp)".utf8), key: secret))
        return #"{"op":"auth","args":["key",\#(stamp),"\#(signature)"]}"#
    }

    func subscribe(_ topics: String..., on session: Int) {
        let list = topics.map { "\"\($0)\"" }.joined(separator: ",")
        send(#"{"req_id":"1","op":"subscribe","args":[\#(list)]}"#, on: session)
    }

    func send(_ text: String, on session: Int) { emulator.received(.text(Array(text.utf8)), on: session) }

    var truth: AccountTruth {
        emulator.truth(of: "main", at: .bybit) ?? AccountTruth(orders: [], fills: [], balances: [])
    }

    struct Refused: Error {}
}

extension WireAnswer {
    /// The code of Bybit's envelope.
    var code: Int64? { tree?["retCode"]?.integer }
    /// The result of Bybit's envelope.
    var result: JSONTree? { tree?["result"] }
}
