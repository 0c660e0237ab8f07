import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Testing

/// Cuts, changes and mixes a text as a broken line or a hostile server might.
struct Mutator {
    var random: SplitMix64

    /// Pieces that are put where they do not belong.
    private static let pieces = [
        "\"", "{", "}", "[", "]", ":", ",", "null", "-1", "0", "1e9", "1e-30", "99999999999999999999", "\\u0000", "\\",
        "\u{0}", "\"e\":\"trade\",", "\"status\":\"FILLED\",", "{\"a\":", "[[[[[[[[[[[[[[[[[[[[", "NaN", "true", "é",
    ].map { Array($0.utf8) }

    /// A number below a count.
    mutating func below(_ count: Int) -> Int { Int(random.next() % UInt64(max(count, 1))) }

    /// A text with one to four such changes.
    mutating func mutated(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for _ in 0...below(3) {
            guard !text.isEmpty else { return text }
            let place = below(text.count)
            switch below(6) {
            case 0: text.removeLast(text.count - place)
            case 1: text[place] ^= UInt8(1 << below(8))
            case 2: text[place] = UInt8(truncatingIfNeeded: random.next())
            case 3: text.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: place)
            case 4: text.removeSubrange(place..<min(text.count, place + 1 + below(12)))
            default:
                let end = min(text.count, place + 1 + below(40))
                text.insert(contentsOf: text[place..<end], at: below(text.count))
            }
        }
        return text
    }
}

@Suite("Broken messages")
struct FuzzTests {
    private static let publics: [String] = [
        #"{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}"#,
        #"{"u":400900217,"s":"BTCUSDT","b":"25.35190000","B":"31.21000000","a":"25.36520000","A":"40.66000000"}"#,
        #"{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":157,"u":160,"b":[["0.0024","10"],["0.0023","0"]],"a":[["0.0026","100"]]}"#,
        #"{"stream":"btcusdt@depth5","data":{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}}"#,
        #"{"e":"aggTrade","E":1,"s":"BTCUSDT","a":12345,"p":"0.001","q":"100","f":100,"l":105,"T":1672515782136,"m":true}"#,
        #"{"e":"kline","E":1,"s":"BTCUSDT","k":{"t":1672515780000,"i":"1m","o":"1","c":"2","h":"3","l":"1","v":"1","n":1,"x":true,"q":"1"}}"#,
        #"{"e":"24hrTicker","E":1,"s":"BTCUSDT","c":"1","b":"1","a":"1","o":"1","h":"1","l":"1","v":"1","q":"1","n":1}"#,
        #"{"result":null,"id":1}"#, #"{"code":2,"msg":"Invalid request","id":9}"#,
        #"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}"#,
    ]

    private static let execution =
        #"{"subscriptionId":0,"event":{"e":"executionReport","E":1,"s":"BTCUSDT","c":"s1-7","S":"BUY","o":"LIMIT","f":"GTC","q":"1.00000000","p":"61837.63000000","C":"","x":"TRADE","X":"PARTIALLY_FILLED","r":"NONE","i":4293153,"l":"0.5","z":"0.50000000","L":"61837.63","n":"0.00004","N":"BNB","T":1700000000000,"t":77,"I":2,"m":true,"Z":"0","Y":"30918.815"}}"#

    private static let privates: [String] = [
        execution,
        #"{"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":2,"u":3,"B":[{"a":"BTC","f":"2","l":"0"}]}}"#,
        #"{"subscriptionId":0,"event":{"e":"balanceUpdate","E":1,"a":"BTC","d":"-100","T":1}}"#,
        #"{"id":2,"status":200,"result":{"symbol":"BTCUSDT","orderId":28},"rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":50,"count":12}]}"#,
        #"{"id":2,"status":418,"error":{"code":-1003,"msg":"banned","data":{"retryAfter":1659146400000}}}"#,
    ]

    private static let order =
        #"{"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"s1-7","transactTime":1700000000010,"price":"1.5","origQty":"2","executedQty":"0.5","status":"PARTIALLY_FILLED","timeInForce":"GTC","type":"LIMIT","side":"BUY"}"#

    @Test(
        "forty thousand broken public messages: an error or a message, and no trade that cannot be",
        arguments: [11, 12])
    func publicMessages(seed: UInt64) {
        let decoder = BinanceDecoder(BinanceSymbols([("BTCUSDT", bitcoin)]))
        var mutator = Mutator(random: SplitMix64(seed: seed))
        var market = BinanceMarket([bitcoin], BinanceInterest())
        var read = 0
        for _ in 0..<20_000 {
            let text = mutator.mutated(Array(Self.publics[mutator.below(Self.publics.count)].utf8))
            guard let message = try? reading(text, { try decoder.decode($0, at: venueNow) }) else { continue }
            read += 1
            if case .trade(let trade) = message {
                #expect(trade.price.raw > 0 && trade.quantity.raw > 0 && trade.instrument == bitcoin, "seed \(seed)")
            }
            if case .depth(let change) = message {
                #expect(change.firstID <= change.lastID, "seed \(seed)")
                #expect(change.levels.allSatisfy { $0.price.raw > 0 && $0.quantity.raw >= 0 }, "seed \(seed)")
            }
            _ = market.take(message)
        }
        #expect(read > 1_000)
    }

    @Test("forty thousand broken messages of the account: no order ends that did not", arguments: [21, 22])
    func privateMessages(seed: UInt64) {
        var mutator = Mutator(random: SplitMix64(seed: seed))
        var read = 0
        for _ in 0..<20_000 {
            let original = Self.privates[mutator.below(Self.privates.count)]
            let text = mutator.mutated(Array(original.utf8))
            guard let message = try? reading(text, { try BinanceAPIMessage($0, now: venueNow) }) else { continue }
            read += 1
            guard case .event(.execution(let order, let fill, _)) = message else { continue }
            // What ends an order is one word of the message; no damage makes it of another.
            let says = String(decoding: text, as: UTF8.self)
            #expect(
                !order.status.isTerminal
                    || ["FILLED", "CANCELED", "EXPIRED", "REJECTED"].contains { says.contains("\"\($0)") },
                "seed \(seed): \(says)")
            if let fill { #expect(fill.price.raw > 0 && fill.quantity.raw > 0, "seed \(seed)") }
        }
        #expect(read > 1_000)
    }

    @Test("forty thousand broken answers: none is a refusal, and none ends an order", arguments: [31, 32])
    func answers(seed: UInt64) {
        var mutator = Mutator(random: SplitMix64(seed: seed))
        var read = 0
        for index in 0..<20_000 {
            let text = mutator.mutated(Array(Self.order.utf8))
            if let (_, report) = try? BinanceAnswers.placed(text) {
                read += 1
                guard let report else { continue }
                let says = String(decoding: text, as: UTF8.self)
                #expect(!report.status.isTerminal || says.contains("\"FILLED\""), "seed \(seed): \(says)")
            }
            guard index % 4 == 0 else { continue }
            let list = mutator.mutated(Array("[\(Self.order),\(Self.order)]".utf8))
            _ = try? BinanceAnswers.orders(list)
            _ = BinanceRefusal(HTTPAnswer(status: 400, body: text), now: venueNow)
        }
        #expect(read > 1_000)
    }

    @Test("every truncation of a message is an error, never another message")
    func truncations() throws {
        let decoder = BinanceDecoder(BinanceSymbols([("BTCUSDT", bitcoin)]))
        for text in Self.publics {
            let bytes = Array(text.utf8)
            for count in 0..<bytes.count {
                #expect(throws: WireError.self) {
                    try reading(bytes[..<count]) { try decoder.decode($0, at: venueNow) }
                }
            }
        }
        for text in Self.privates {
            let bytes = Array(text.utf8)
            for count in 0..<bytes.count {
                #expect(throws: WireError.self) {
                    try reading(bytes[..<count]) { try BinanceAPIMessage($0, now: venueNow) }
                }
            }
        }
        let bytes = Array(Self.order.utf8)
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try BinanceAnswers.placed(Array(bytes[..<count])) }
        }
    }

    @Test("an order whose answer is broken is unknown, whatever the damage", arguments: [UInt64(41)])
    func brokenPlacements(seed: UInt64) async throws {
        var mutator = Mutator(random: SplitMix64(seed: seed))
        for _ in 0..<300 {
            let text = mutator.mutated(Array(Self.order.utf8))
            let gateway = BinanceGateway(
                client(FakeServer { (_) throws(TransportError) in HTTPAnswer(status: 200, body: text) }))
            let order = OrderBodyTests.order(try OrderBodyTests.request(.limit, price: "1.5"))
            switch await gateway.place(order) {
            case .acknowledged, .unknown(_, until: .some): continue
            case .unknown(_, until: nil), .refused:
                Issue.record("seed \(seed): \(String(decoding: text, as: UTF8.self))")
            }
        }
    }
}
