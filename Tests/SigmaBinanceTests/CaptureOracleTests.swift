import Foundation
import SigmaBinance
import SigmaModel
import SigmaWire
import Testing

/// Every public message that was recorded, against a reading of Foundation's: Binance writes decimals as texts, so that
/// nothing rounds them.
@Suite("Recorded streams read twice", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct CaptureOracleTests {
    static let symbols = [
        "BTCUSDT", "NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR", "BNBBTC", "BNBUSDT", "ETHBTC",
    ]
    static let decoder = BinanceDecoder(
        BinanceSymbols(symbols.enumerated().map { (symbol: $0.element, instrument: InstrumentID($0.offset)) }))

    /// The messages of every recording and sample of public streams.
    static func messages(_ name: String) throws -> [[UInt8]] {
        switch name {
        case "binance_ws_mixed_20211012":
            return try RecordedData.objects("captures/\(name).jsonl.gz").compactMap { object in
                guard object["dir"] as? String == "in" else { return nil }
                return (object["frame"] as? String).map { Array($0.utf8) }
            }
        case "samples":
            return try RecordedData.lines("fixtures/gct_binance_ws.jsonl")
                + RecordedData.pushes().filter { $0.name.hasPrefix("ExchangeData") }.map(\.text)
        default: return try RecordedData.frames("captures/\(name).gz").map(\.text)
        }
    }

    @Test(
        "every value of every message is the one that Foundation reads",
        arguments: [
            ("spot_btcusdt_20240808", 41_249), ("usdm_btcusdt_20240808", 93_954), ("binance_ws_mixed_20211012", 265),
            ("samples", 16),
        ])
    func values(name: String, count: Int) throws {
        let messages = try Self.messages(name)
        #expect(messages.count == count)
        for text in messages {
            let message = try reading(text) { try Self.decoder.decode($0, at: venueNow) }
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any])
            let plain = try PlainMessage(object)
            guard try plain.agrees(with: message) else {
                Issue.record("\(message) is not \(String(decoding: text, as: UTF8.self))")
                return
            }
        }
    }
}

/// A message as Foundation reads it.
private struct PlainMessage {
    private let stream: String?
    private let data: [String: Any]

    init(_ object: [String: Any]) throws {
        stream = object["stream"] as? String
        data = object["data"] as? [String: Any] ?? object
    }

    private func text(_ name: String) throws -> String { try #require(data[name] as? String, "\(name)") }

    private func whole(_ name: String, in members: [String: Any]? = nil) throws -> UInt64 {
        try #require(((members ?? data)[name] as? NSNumber)?.uint64Value, "\(name)")
    }

    private func time(_ name: String) throws -> Timestamp {
        Timestamp(milliseconds: Int64(try whole(name)))
    }

    /// The place of the symbol among those that were asked for; nil for others.
    private var instrument: InstrumentID? {
        let name = data["s"] as? String ?? stream?.split(separator: "@").first?.uppercased()
        return CaptureOracleTests.symbols.firstIndex { $0 == name }.map { InstrumentID($0) }
    }

    /// Whether a decoded message says the same.
    func agrees(with message: BinanceMessage) throws -> Bool {
        switch message {
        case .trade(let trade):
            return try data["e"] as? String == "trade" && trade == self.trade(id: whole("t"))
        case .aggregate(let aggregate):
            return try data["e"] as? String == "aggTrade" && aggregate.trade == trade(id: whole("a"))
                && aggregate.first == whole("f") && aggregate.last == whole("l")
        case .quote(let quote, let update):
            let expected = Quote(
                instrument: try #require(instrument), time: data["E"] == nil ? venueNow : try time("E"),
                bid: try Price(text("b")), bidQuantity: try Quantity(text("B")), ask: try Price(text("a")),
                askQuantity: try Quantity(text("A")))
            return try quote == expected && update == whole("u")
        case .depth(let depth):
            var levels = try levels("b", .buy, at: depth.time) + levels("a", .sell, at: depth.time)
            if !levels.isEmpty { levels[levels.count - 1].flags.insert(.last) }
            return try depth.levels == levels && depth.firstID == whole("U") && depth.lastID == whole("u")
                && depth.time == time("E") && depth.instrument == instrument
        case .partialBook(let snapshot, let of):
            let time = snapshot.levels.first?.time ?? .epoch
            let levels =
                try levels("bids", .buy, at: time, of: of ?? InstrumentID(0))
                + levels("asks", .sell, at: time, of: of ?? InstrumentID(0))
            return try snapshot.levels == levels && snapshot.lastID == whole("lastUpdateId")
        case .candle(let candle, let isClosed): return try agrees(candle, isClosed)
        case .ticker(let ticker):
            return try ticker.instrument == instrument && ticker.time == time("E") && ticker.open == Price(text("o"))
                && ticker.high == Price(text("h")) && ticker.low == Price(text("l")) && ticker.last == Price(text("c"))
                && ticker.bid == Price(text("b")) && ticker.ask == Price(text("a"))
                && ticker.volume == Quantity(text("v")) && ticker.turnover == Money(text("q"))
                && ticker.tradeCount == whole("n")
        case .ignored(.instrument): return instrument == nil
        case .ignored(.noTrade): return data["X"] as? String != "MARKET"
        case .ignored: return !["trade", "depthUpdate", "aggTrade", "24hrTicker"].contains(data["e"] as? String)
        case .shutdown, .answer: return false
        }
    }

    private func trade(id: UInt64) throws -> Trade {
        Trade(
            instrument: try #require(instrument), time: try time("T"), price: try Price(text("p")),
            quantity: try Quantity(text("q")), aggressor: try #require(data["m"] as? Bool) ? .sell : .buy, id: id)
    }

    private func levels(
        _ name: String, _ side: Side, at time: Timestamp, of owner: InstrumentID? = nil
    ) throws -> [BookUpdate] {
        let instrument = try #require(owner ?? instrument)
        return try #require(data[name] as? [[Any]]).map { row in
            BookUpdate(
                instrument: instrument, time: time, side: side, price: try Price(#require(row.first as? String)),
                quantity: try Quantity(#require(row.dropFirst().first as? String)), flags: [])
        }
    }

    private func agrees(_ candle: Candle, _ isClosed: Bool) throws -> Bool {
        let members = try #require(data["k"] as? [String: Any])
        func text(_ name: String) throws -> String { try #require(members[name] as? String, "\(name)") }
        let expected = Candle(
            instrument: try #require(instrument), timeframe: try #require(Timeframe(text("i"))),
            openTime: Timestamp(milliseconds: Int64(try whole("t", in: members))), open: try Price(text("o")),
            high: try Price(text("h")), low: try Price(text("l")), close: try Price(text("c")),
            volume: try Quantity(text("v")), turnover: try Money(text("q")),
            tradeCount: UInt32(clamping: try whole("n", in: members)))
        return candle == expected && isClosed == (members["x"] as? Bool)
    }
}
