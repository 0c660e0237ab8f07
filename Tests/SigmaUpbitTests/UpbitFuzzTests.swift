import Foundation
import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaUpbit

/// Damages messages and compares with a reading of Foundation's: what both read, both read alike.
///
/// Foundation cannot judge every text: it refuses numbers beyond `Double` and some spellings that are legal, and takes
/// others that are not. Where it finds no message, nothing is asked of ours but that it returns.
@Suite("Damaged messages")
struct UpbitFuzzTests {
    @Test("no truncation reads as anything", arguments: [UpbitPrivateTests.order, UpbitPrivateTests.trade])
    func truncations(text: String) throws {
        let bytes = Array(text.utf8)
        for length in bytes.indices {
            #expect(throws: WireError.self, "\(length)") { try UpbitPrivateTests.decode(Array(bytes[..<length])) }
        }
        _ = try UpbitPrivateTests.decode(bytes + Array(" \n".utf8))
    }

    @Test("an order on the stream is read as the text says, or not at all", arguments: UInt64(1)...10)
    func streamOrders(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var tally = Tally()
        for round in 0..<6_000 {
            let original = round % 2 == 0 ? UpbitPrivateTests.order : UpbitPrivateTests.trade
            let bytes = Damage.damaged(Array(original.utf8), &random)
            let mine = try? UpbitPrivateTests.decode(bytes)
            tally.count(mine != nil)
            guard let mine, let theirs = OrderReading(bytes)?.message else { continue }
            tally.compare()
            #expect(mine == theirs, "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
        }
        tally.check(seed)
    }

    @Test("an order in an answer is read as the text says, or not at all", arguments: UInt64(1)...10)
    func answers(seed: UInt64) throws {
        let original = """
            {"uuid":"cdd92199","side":"bid","ord_type":"limit","price":"100473000","state":"wait","market":"KRW-BTC",
             "created_at":"2024-10-31T10:07:42+09:00","volume":"0.0012","remaining_volume":"0.0009",
             "executed_volume":"0.0003","paid_fee":"15.07","time_in_force":"ioc","identifier":"s1-42","trades_count":1}
            """
        var random = SplitMix64(seed: seed)
        var tally = Tally()
        for round in 0..<3_000 {
            let bytes = Damage.damaged(Array(original.utf8), &random)
            let mine = try? UpbitOrderAnswer.read(bytes).order.report
            tally.count(mine != nil)
            guard let mine, let theirs = AnswerReading(bytes)?.report else { continue }
            tally.compare()
            #expect(mine == theirs, "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
        }
        tally.check(seed)
    }

    @Test("public messages never crash, and a trade is read as the text says", arguments: UInt64(1)...10)
    func publicMessages(seed: UInt64) throws {
        let texts = [
            #"{"ty":"trade","cd":"KRW-BTC","tms":1730336862082,"ttms":1730336862047,"tp":100473000.0,"tv":1.4208e-4,"#
                + #""ab":"BID","sid":17303368620470000,"st":"REALTIME"}"#,
            #"{"ty":"orderbook","cd":"KRW-BTC","tms":1730336862082,"obu":[{"ap":2.0,"bp":1,"as":0.5,"bs":1e-8}],"st":"REALTIME"}"#,
        ]
        var random = SplitMix64(seed: seed)
        var tally = Tally()
        var levels: [BookUpdate] = []
        for round in 0..<6_000 {
            let bytes = Damage.damaged(Array(texts[round % 2].utf8), &random)
            let mine = try? UpbitDecodingTests.decode(bytes, &levels)
            tally.count(mine != nil)
            guard case .trade(let trade, let isSnapshot) = mine, let theirs = TradeReading(bytes) else { continue }
            tally.compare()
            #expect(trade == theirs.trade, "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
            #expect(isSnapshot == theirs.isSnapshot)
        }
        tally.check(seed)
    }

    /// Both outcomes and the comparisons must be frequent, or nothing is tested.
    private struct Tally {
        private(set) var read = 0
        private var refused = 0
        private var compared = 0

        mutating func count(_ isRead: Bool) {
            read += isRead ? 1 : 0
            refused += isRead ? 0 : 1
        }

        mutating func compare() { compared += 1 }

        func check(_ seed: UInt64) {
            #expect(read > 200 && refused > 200, "seed \(seed): \(read) read, \(refused) refused")
            #expect(compared > 200, "seed \(seed): \(compared) compared")
        }
    }
}

/// Random damage.
enum Damage {
    private static let alphabet = Array("{}[]\",:\\ntrue0123456789.-+eEu sdoncawihmkfpBIASK_".utf8)

    /// A text with none, one or two bytes changed, put in, taken out or exchanged, or its end cut off.
    static func damaged(_ original: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            let byte = alphabet[Int.random(in: alphabet.indices, using: &random)]
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.swapAt(place, Int.random(in: bytes.indices, using: &random))
            default: if Int.random(in: 0..<6, using: &random) == 0 { bytes = Array(bytes[..<place]) }
            }
        }
        return bytes
    }
}

/// A reading by Foundation; numbers are taken from the text, since `Double` would round them.
private struct Reading {
    let values: [String: Any]
    private let text: String

    init?(_ bytes: [UInt8]) {
        guard let values = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return nil }
        self.values = values
        text = String(decoding: bytes, as: UTF8.self)
    }

    func string(_ names: String...) -> String? {
        for name in names { if let text = values[name] as? String { return text } }
        return nil
    }

    func isNull(_ names: String...) -> Bool { names.allSatisfy { values[$0] == nil || values[$0] is NSNull } }

    /// The digits of a number as they stand behind its name.
    func digits(_ names: String...) -> String? {
        for name in names {
            if let text = values[name] as? String { return text }
            guard let place = text.firstRange(of: "\"\(name)\"")?.upperBound else { continue }
            return String(
                text[place...].drop { ": \n\t\r".contains($0) }.prefix { "+-.0123456789eE".contains($0) })
        }
        return nil
    }

    func decimal(_ name: String, _ other: String? = nil) -> Int128? {
        (digits(name) ?? other.flatMap { digits($0) }).flatMap { try? DecimalText.parse($0) }
    }

    func milliseconds(_ names: String...) -> Timestamp? {
        for name in names {
            guard let raw = decimal(name), raw % 100_000_000 == 0 else { continue }
            return Int64(exactly: raw / 100_000_000).flatMap { WireTime.milliseconds($0) }
        }
        return nil
    }
}

private struct OrderReading {
    let message: UpbitPrivateMessage

    init?(_ bytes: [UInt8]) {
        guard let reading = Reading(bytes) else { return nil }
        guard reading.string("type", "ty") == "myOrder", let uuid = reading.string("uuid", "uid"),
            let market = reading.string("code", "cd"), let side = reading.string("ask_bid", "ab"),
            let kind = reading.string("order_type", "ot").flatMap({ UpbitOrder.Kind(rawValue: $0) }),
            let state = reading.string("state", "s").flatMap({ UpbitOrder.State(rawValue: $0) }),
            let time = reading.milliseconds("timestamp", "tms"), side == "BID" || side == "ASK"
        else { return nil }
        let order = UpbitOrder(
            uuid: uuid, identifier: reading.string("identifier", "id") ?? "", market: market,
            side: side == "BID" ? .buy : .sell, kind: kind, state: state,
            timeInForce: reading.string("time_in_force", "tif").flatMap { UpbitOrder.TimeInForce(rawValue: $0) },
            price: reading.decimal("price", "p"), volume: reading.decimal("volume", "v"),
            executed: reading.decimal("executed_volume", "ev") ?? 0,
            paidFee: reading.decimal("paid_fee", "pf") ?? 0, time: time)
        let limit: Int128 = 9_007_199_254_740_992
        if [order.volume ?? 0, order.executed].contains(where: { $0 >= limit }) {
            message = .askAbout(
                uuid: uuid, market: market, reason: "its numbers are too long for the stream to be exact")
        } else if state == .prevented {
            message = .askAbout(uuid: uuid, market: market, reason: "it met an order of the same account")
        } else if state != .trade {
            message = .order(order)
        } else {
            guard let fill = OrderReading.fill(of: order, reading) else { return nil }
            message = .fill(fill)
        }
    }

    private static func fill(of order: UpbitOrder, _ reading: Reading) -> FillReport? {
        guard let price = order.price.flatMap({ Int64(exactly: $0) }), let volume = order.volume,
            let trade = reading.string("trade_uuid", "tuid"), let isMaker = reading.values["im"] as? Bool,
            let time = reading.milliseconds("trade_timestamp", "ttms"), let fee = roundedUp(reading)
        else { return nil }
        let (product, isTooLarge) = volume.multipliedReportingOverflow(by: Int128(price))
        if isTooLarge { return nil }
        let notional = FixedPoint.divide(product, by: 100_000_000, .nearest)
        return FillReport(
            tradeID: trade, clientID: order.identifier, venueID: order.uuid, symbol: order.market, side: order.side,
            price: Price(raw: price), quantity: Quantity(raw: volume), notional: Money(raw: notional), fee: fee,
            feeAsset: String(order.market.split(separator: "-", omittingEmptySubsequences: false)[0]),
            liquidity: isMaker ? .maker : .taker, time: time)
    }

    /// The fee × 10⁸ rounded up, from the digits of the text.
    private static func roundedUp(_ reading: Reading) -> Int128? {
        guard let text = reading.digits("tf"), !text.lowercased().contains("e") else { return nil }
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count > 1 ? parts[1] : ""
        let kept = decimals.prefix(8) + String(repeating: "0", count: max(0, 8 - decimals.count))
        guard let magnitude = Int128("\(parts[0])\(kept)") else { return nil }
        if text.hasPrefix("-") { return -magnitude }
        return decimals.dropFirst(8).contains { $0 != "0" } ? magnitude + 1 : magnitude
    }
}

private struct AnswerReading {
    let report: OrderReport

    init?(_ bytes: [UInt8]) {
        guard let reading = Reading(bytes), let uuid = reading.string("uuid"), let market = reading.string("market"),
            let side = reading.string("side"), let kind = reading.string("ord_type"),
            let state = reading.string("state"),
            let made = reading.string("created_at").flatMap({ try? Timestamp($0) }), side == "bid" || side == "ask"
        else { return nil }
        let isCut = ["ioc", "fok"].contains(reading.string("time_in_force") ?? "")
        let executed = reading.decimal("executed_volume") ?? 0
        let status: OrderReport.Status
        switch state {
        case "wait", "watch": status = .open
        case "done": status = .filled
        case "cancel" where kind == "limit": status = isCut ? .expired : .canceled
        case "cancel": status = executed > 0 && !(kind == "best" && isCut) ? .filled : .expired
        default: return nil
        }
        let volume = reading.decimal("volume")
        guard let price = Int64(exactly: reading.decimal("price") ?? 0) else { return nil }
        report = OrderReport(
            clientID: reading.string("identifier") ?? "", venueID: uuid, symbol: market,
            side: side == "bid" ? .buy : .sell, status: status,
            quantity: Quantity(raw: kind == "price" ? 0 : volume ?? 0),
            limitPrice: Price(raw: kind == "limit" ? price : 0),
            filledQuantity: Quantity(raw: executed), time: made)
    }
}

private struct TradeReading {
    let trade: Trade
    let isSnapshot: Bool

    init?(_ bytes: [UInt8]) {
        guard let reading = Reading(bytes), let market = reading.string("code", "cd"),
            let place = UpbitDecodingTests.symbols.firstIndex(of: market),
            let time = reading.milliseconds("trade_timestamp", "ttms"),
            let price = reading.decimal("trade_price", "tp").flatMap({ Int64(exactly: $0) }),
            let volume = reading.decimal("trade_volume", "tv"),
            let id = reading.decimal("sequential_id", "sid"), id % 100_000_000 == 0,
            let number = UInt64(exactly: id / 100_000_000), let side = reading.string("ask_bid", "ab")
        else { return nil }
        trade = Trade(
            instrument: InstrumentID(place), time: time, price: Price(raw: price),
            quantity: Quantity(raw: volume),
            aggressor: side == "BID" ? .buy : .sell, id: number)
        isSnapshot = reading.string("stream_type", "st") == "SNAPSHOT"
    }
}
