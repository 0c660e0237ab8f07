import SigmaBinance
import SigmaEmulator
import SigmaHistory
import SigmaModel
import SigmaPorts
import SigmaServing
import SigmaTransport
import SigmaWire
import Synchronization

/// Hands requests to an emulator without a socket.
final class EmulatedExchange: HTTPExchange {
    private let emulator: Emulator

    init(_ emulator: Emulator) { self.emulator = emulator }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let address = call.url.dropFirst("http://emulator".count)
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        let answer = emulator.answer(
            WireRequest(
                method: call.method.rawValue, path: parts[0], query: parts.count > 1 ? parts[1] : "",
                headers: call.headers, body: call.body), at: .binance)
        switch answer.conduct {
        case .cut: throw .interrupted("the emulator cut the connection")
        case .silence: throw .timedOut("the emulator says nothing")
        case .answer: return HTTPAnswer(status: answer.status, headers: answer.headers, body: answer.body)
        }
    }
}

/// A stream's end that keeps what it is sent.
final class MessageList: StreamSink {
    private let state = Mutex<(texts: [String], pings: [[UInt8]], ending: String?)>(([], [], nil))

    func send(_ message: SocketMessage, after delay: TimeSpan) {
        state.withLock { state in
            switch message {
            case .text(let bytes), .binary(let bytes): state.texts.append(String(decoding: bytes, as: UTF8.self))
            case .ping(let payload), .pong(let payload): state.pings.append(payload)
            }
        }
    }

    func close(code: UInt16, reason: String) { state.withLock { $0.ending = "close \(code)" } }
    func cut() { state.withLock { $0.ending = "cut" } }
    func silence() { state.withLock { $0.ending = "silence" } }

    var ending: String? { state.withLock { $0.ending } }
    var pings: [[UInt8]] { state.withLock { $0.pings } }

    /// What was sent since the last call.
    func take() -> [String] {
        state.withLock { state in
            defer { state.texts = [] }
            return state.texts
        }
    }
}

/// One connection of a stream between the adapter and the emulator; messages pass when a test pumps them.
final class PumpedLink: StreamLink {
    let id = StreamConnectionID(number: 1)
    private let state = Mutex<(sent: [String], isReady: Bool)>(([], false))

    var isReady: Bool { state.withLock { $0.isReady } }

    func take() -> [String] {
        state.withLock { state in
            defer { state.sent = [] }
            return state.sent
        }
    }

    func send(_ text: String) { state.withLock { $0.sent.append(text) } }
    func ready() { state.withLock { $0.isReady = true } }
    func resume() {}
    func reconnect(_ reason: String) {}
    func replace(_ reason: String) {}
}

/// Binance with one market, BTCUSDT at 60,000, one account, and a clock of the test's own.
struct BinanceScene {
    static let start = Timestamp(CivilDate(year: 2026, month: 11, day: 20)) + TimeSpan(seconds: 12 * 3_600)
    static let market = InstrumentID(0)
    static let symbol = "BTCUSDT"

    let clock = ManualClock(BinanceScene.start)
    let emulator: Emulator
    let rest: BinanceREST
    let gateway: BinanceGateway
    let catalog: BinanceCatalog

    init(
        secret: String = "secret", enforcesLimits: Bool = false, throttles: Bool = false,
        permissions: EmulatedKey.Permissions = [.read, .trade], timing: StreamTiming? = nil
    ) throws {
        let key = EmulatedKey(id: "key", proof: .secret("secret"), permissions: permissions)
        let account = AccountSettings(
            name: "main", keys: [key], balances: ["USDT": try Quantity("10000"), "BTC": try Quantity("2")])
        var venue = VenueSettings(.binance, listings: [.init(Self.symbol)], accounts: [account], timing: timing)
        venue.enforcesLimits = enforcesLimits
        venue.throttlesStreams = throttles
        emulator = try Emulator(
            EmulatorSettings(
                venues: [venue],
                market: MarketSettings(origin: .script([]), speed: 0, start: Self.start, history: .zero), seed: 7),
            clock: clock)
        var settings = BinanceSettings(key: VenueKey(id: "key", secret: secret), seed: 1)
        settings.rest = "http://emulator"
        rest = BinanceREST(
            settings, exchange: EmulatedExchange(emulator),
            budget: RateBudget(BinanceLimits.standard, clock: clock), clock: clock)
        gateway = BinanceGateway(rest)
        catalog = BinanceCatalog(rest)
    }

    /// Shows a book of whole prices.
    func book(
        bids: [(Int64, String)] = [(59_999, "1"), (59_998, "1")],
        asks: [(Int64, String)] = [(60_000, "1"), (60_001, "1")]
    ) throws {
        let time = emulator.marketTime + TimeSpan(milliseconds: 1)
        let levels = bids.map { (Side.buy, $0) } + asks.map { (Side.sell, $0) }
        for (index, (side, level)) in levels.enumerated() {
            var flags: BookUpdate.Flags = index == 0 ? .snapshot : []
            if index == levels.count - 1 { flags.insert(.last) }
            emulator.happen(
                .book(
                    BookUpdate(
                        instrument: Self.market, time: time, side: side, price: Price(raw: level.0 * FixedPoint.one),
                        quantity: try Quantity(level.1), flags: flags)))
        }
    }

    /// Prints a trade at a whole price.
    func trade(_ price: Int64, _ quantity: String, _ aggressor: Side, after span: TimeSpan = TimeSpan(milliseconds: 1))
        throws
    {
        emulator.happen(
            .trade(
                Trade(
                    instrument: Self.market, time: emulator.marketTime + span,
                    price: Price(raw: price * FixedPoint.one), quantity: try Quantity(quantity), aggressor: aggressor)))
    }

    /// A limit order of the gateway.
    func limit(
        _ side: Side, _ price: Int64, _ quantity: String, id: String, _ time: TimeInForce = .goodTilCancelled
    ) throws -> GatewayOrder {
        GatewayOrder(
            clientID: id, symbol: Self.symbol, kind: .spot,
            request: .limit(
                side, try Quantity(quantity), at: Price(raw: price * FixedPoint.one), of: Self.market, timeInForce: time
            ))
    }

    func handle(_ id: String) -> OrderHandle {
        OrderHandle(clientID: id, venueID: nil, symbol: Self.symbol, kind: .spot)
    }
}
