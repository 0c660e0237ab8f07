import Foundation
import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaUpbit

/// Every public message that was recorded, against a reading of Foundation's, whose decimals are exact.
@Suite("Recorded messages read twice", .enabled(if: SharedData.isPresent, "the folder ../shared/data is absent"))
struct UpbitOracleTests {
    /// The frames of the recorded session, and the public samples of two other clients.
    static func messages() throws -> [[UInt8]] {
        let isPublic = ["handle_ticker", "handle_trades", "handle_ohlcv"]
        return try SharedData.capturedFrames() + SharedData.recordings().pushes
            + SharedData.samples("ccxt_upbit_ws.jsonl").filter { isPublic.contains($0.function) }.map(\.bytes)
    }

    @Test("every value of every message is the one that Foundation reads")
    func values() throws {
        let messages = try Self.messages()
        #expect(messages.count == 268 + 4 + 3)
        let plain = try messages.map { try JSONDecoder().decode(PlainMessage.self, from: Data($0)) }
        let codes = Set(plain.map(\.code)).sorted()
        let decoder = UpbitDecoder(
            SymbolTable(codes.enumerated().map { (symbol: $0.element, instrument: InstrumentID($0.offset)) }))
        var levels: [BookUpdate] = []
        var kinds: [String: Int] = [:]
        for (bytes, plain) in zip(messages, plain) {
            let instrument = InstrumentID(try #require(codes.firstIndex(of: plain.code)))
            let message = try bytes.withUnsafeBytes { try decoder.decode(JSONCursor($0), levels: &levels) }
            let kind = try plain.check(message, levels, instrument)
            kinds[kind, default: 0] += 1
        }
        #expect(kinds == ["trade": 168, "book": 103, "ticker": 2, "candle": 2])
    }
}

/// A message of the stream as Foundation decodes it, in long or short names.
private struct PlainMessage: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// One line of a book.
    private struct Line: Decodable {
        let askPrice, bidPrice, askSize, bidSize: Decimal

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: Name.self)
            askPrice = try PlainMessage.needed(members, "ap", "ask_price")
            bidPrice = try PlainMessage.needed(members, "bp", "bid_price")
            askSize = try PlainMessage.needed(members, "as", "ask_size")
            bidSize = try PlainMessage.needed(members, "bs", "bid_size")
        }
    }

    let type, code: String
    private let members: KeyedDecodingContainer<Name>

    init(from decoder: any Decoder) throws {
        members = try decoder.container(keyedBy: Name.self)
        type = try Self.needed(members, "ty", "type")
        code = try Self.needed(members, "cd", "code")
    }

    private static func needed<Value: Decodable>(
        _ members: KeyedDecodingContainer<Name>, _ short: String, _ long: String
    ) throws -> Value {
        let name = [short, long].map { Name(stringValue: $0) }.first { members.contains($0) }
        return try members.decode(Value.self, forKey: try #require(name, "\(long)"))
    }

    private func text(_ short: String, _ long: String) throws -> String { try Self.needed(members, short, long) }

    /// A number × 10⁸.
    private func raw(_ short: String, _ long: String) throws -> Int128 {
        try Self.raw(Self.needed(members, short, long))
    }

    private static func raw(_ value: Decimal) throws -> Int128 { try DecimalText.parse("\(value)") }

    /// A sum, which the venue writes with more decimals than there are, to the nearest 10⁻⁸.
    private func nearest(_ short: String, _ long: String) throws -> Int128 {
        var value: Decimal = try Self.needed(members, short, long)
        var rounded = Decimal()
        NSDecimalRound(&rounded, &value, 8, .plain)
        return try Self.raw(rounded)
    }

    private func time(_ short: String, _ long: String) throws -> Timestamp {
        Timestamp(milliseconds: Int64(try raw(short, long) / 100_000_000))
    }

    private func price(_ short: String, _ long: String) throws -> Price { Price(raw: Int64(try raw(short, long))) }

    /// Whether it says so; some samples do not say what they are.
    private var isSnapshot: Bool {
        get throws {
            let names = ["st", "stream_type"].map { Name(stringValue: $0) }
            return try names.contains { try members.decodeIfPresent(String.self, forKey: $0) == "SNAPSHOT" }
        }
    }

    /// Compares a message with this one; returns of what kind it is.
    func check(_ message: UpbitMessage, _ levels: [BookUpdate], _ instrument: InstrumentID) throws -> String {
        switch message {
        case .trade(let trade, let isSnapshot):
            let expected = Trade(
                instrument: instrument, time: try time("ttms", "trade_timestamp"),
                price: try price("tp", "trade_price"), quantity: Quantity(raw: try raw("tv", "trade_volume")),
                aggressor: try text("ab", "ask_bid") == "BID" ? .buy : .sell,
                id: UInt64(try raw("sid", "sequential_id") / 100_000_000))
            #expect(type == "trade" && trade == expected)
            #expect(try isSnapshot == self.isSnapshot)
            return "trade"
        case .book(let of, let time, let isSnapshot):
            #expect(type == "orderbook" && of == instrument)
            #expect(try time == self.time("tms", "timestamp"))
            #expect(try isSnapshot == self.isSnapshot)
            try checkBook(levels, instrument, time)
            return "book"
        case .ticker(let ticker):
            let expected = UpbitTicker(
                instrument: instrument, price: try price("tp", "trade_price"),
                time: try time("ttms", "trade_timestamp"), isActive: try text("ms", "market_state") == "ACTIVE")
            #expect(type == "ticker" && ticker == expected)
            return "ticker"
        case .candle(let candle, _):
            try checkCandle(candle, instrument)
            return "candle"
        case .alive, .subscribed, .unwanted, .refused:
            Issue.record("\(message) for \(type)")
            return "other"
        }
    }

    private func checkBook(_ levels: [BookUpdate], _ instrument: InstrumentID, _ time: Timestamp) throws {
        let lines: [Line] = try Self.needed(members, "obu", "orderbook_units")
        var expected: [BookUpdate] = []
        for line in lines {
            for (side, price, size) in [
                (Side.sell, line.askPrice, line.askSize), (.buy, line.bidPrice, line.bidSize),
            ] where size > 0 {
                expected.append(
                    BookUpdate(
                        instrument: instrument, time: time, side: side, price: Price(raw: Int64(try Self.raw(price))),
                        quantity: Quantity(raw: try Self.raw(size)), flags: []))
            }
        }
        try #require(!expected.isEmpty)
        expected[0].flags.insert(.snapshot)
        expected[expected.count - 1].flags.insert(.last)
        #expect(levels == expected)
    }

    private func checkCandle(_ candle: Candle, _ instrument: InstrumentID) throws {
        let expected = Candle(
            instrument: instrument, timeframe: try #require(Timeframe(String(type.dropFirst("candle.".count)))),
            openTime: try Timestamp(try text("cdttmu", "candle_date_time_utc") + "Z"),
            open: try price("op", "opening_price"), high: try price("hp", "high_price"),
            low: try price("lp", "low_price"), close: try price("tp", "trade_price"),
            volume: Quantity(raw: try nearest("catv", "candle_acc_trade_volume")),
            turnover: Money(raw: try nearest("catp", "candle_acc_trade_price")))
        #expect(candle == expected)
    }
}
