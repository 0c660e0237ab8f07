import Foundation
import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Synchronization
import Testing

@testable import SigmaBybit

/// Damaged messages: none crashes, and none is read as something that a strict reader does not find in it.
@Suite("Damaged messages")
struct FuzzTests {
    /// Counts over threads.
    private final class Told: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func note() { number.withLock { $0 += 1 } }
    }

    /// A message cut, changed, repeated or joined at random.
    static func damaged(_ random: inout SplitMix64, of samples: [[UInt8]] = Samples.all) -> [UInt8] {
        var text = samples[Int(random.next() % UInt64(samples.count))]
        for _ in 0...(random.next() % 3) {
            let place = text.isEmpty ? 0 : Int(random.next() % UInt64(text.count))
            switch random.next() % 8 {
            case 0: text = Array(text[..<place])
            case 1: text = Array(text[place...])
            case 2 where !text.isEmpty: text[place] = UInt8(truncatingIfNeeded: random.next())
            case 3 where !text.isEmpty: text[place] ^= 1 << UInt8(random.next() % 8)
            case 4: text.insert(UInt8(truncatingIfNeeded: random.next() % 128), at: place)
            case 5 where !text.isEmpty: text.remove(at: place)
            case 6:
                let end = min(text.count, place + Int(random.next() % 40))
                text.insert(contentsOf: text[place..<end], at: place)
            default:
                let other = samples[Int(random.next() % UInt64(samples.count))]
                let start = Int(random.next() % UInt64(other.count))
                text.replaceSubrange(place..., with: other[start...])
            }
        }
        return text
    }

    @Test("A hundred thousand, in seeds of five thousand", arguments: 1...24)
    func messages(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var reader = MessageTests.reader()
        var read = 0
        for count in 0..<5_000 {
            let text = Self.damaged(&random)
            guard let message = try? reader.read(text) else { continue }
            read += 1
            guard let tree = try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any] else {
                // Foundation is stricter about some texts, such as those that are no UTF-8: whatever was read there
                // stands in the text all the same.
                if case .orders(let orders) = message { check(orders, text, "seed \(seed), message \(count)") }
                continue
            }
            compare(message, reader, tree, "seed \(seed), message \(count): \(String(decoding: text, as: UTF8.self))")
        }
        #expect(read > 100, "damage that leaves nothing tests nothing")
    }

    @Test("Answers of the REST service", arguments: 1...4)
    func answers(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let sample = Array(Samples.ordersAnswer.utf8)
        for count in 0..<5_000 {
            var text = sample
            let place = Int(random.next() % UInt64(text.count))
            switch random.next() % 3 {
            case 0: text = Array(text[..<place])
            case 1: text[place] = UInt8(truncatingIfNeeded: random.next())
            default: text.remove(at: place)
            }
            guard let answer = try? BybitAnswer(HTTPAnswerSample.ok(text)),
                let orders = try? answer.result({ result, cursor throws(WireError) in
                    try BybitGateway.page(result, cursor) { list, cursor throws(WireError) in
                        try BybitAnswers.orders(list, .linear, cursor)
                    }.items
                })
            else { continue }
            check(orders, text, "seed \(seed), answer \(count)")
        }
    }

    /// A whole feed fed with damage: it goes on, what it hands on is sound, and it counts what it could not read.
    @Test("A feed that hears only damage", arguments: 1...4)
    func feed(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let subject = BybitSubject("BTCUSDT", InstrumentID(0), .spot)
        let topics = [BybitTopic.trades(0), .book(0, depth: 50)]
        var market = BybitMarketState(topics, of: [subject])
        var reader = BybitReader(topics, [subject])
        var unreadable = 0
        market.open(1, withBooks: true, at: .epoch)
        for count in 0..<5_000 {
            let text = String(decoding: Self.damaged(&random), as: UTF8.self)
            if (try? reader.read(Array(text.utf8))) == nil { unreadable += 1 }
            _ = market.take(
                .init(text, receivedAt: Timestamp(milliseconds: Int64(count) * 100)), from: 1, handedOver: .zero)
            for item in market.output.items {
                switch item.event {
                case .trade(let trade): #expect(trade.price.raw > 0 && trade.quantity.raw > 0)
                case .book(let update): #expect(update.quantity.raw >= 0)
                default: Issue.record("\(item.event)")
                }
            }
            market.output.items = []
            market.actions = []
            #expect(market.unreadable == unreadable, "seed \(seed), message \(count): \(text)")
        }
        #expect(market.unreadable > 1_000)
    }

    /// Recordings, damaged, for a listener of an account: each that cannot be read is told once.
    @Test(
        "Damaged recordings of an account's stream",
        .enabled(if: RecordedMessages.arePresent, "the folder ../shared/data is absent"), arguments: 1...4)
    func recordings(seed: UInt64) throws {
        let recorded =
            try RecordedMessages.lines("gct_bybit_wsAuth.jsonl") + RecordedMessages.lines("gct_bybit_wsTicker.jsonl")
            + RecordedMessages.streams().map(\.text)
        let told = Told()
        let signer = BybitSigner(key: VenueKey(id: "key", secret: "secret"), window: TimeSpan(seconds: 5))
        let stream = BybitPrivateStream(signer: signer, rest: GatewayBench(ScriptedExchange("{}")).rest) { report in
            if case .unreadable = report { told.note() }
        }
        let link = RecordedLink(1)
        var random = SplitMix64(seed: seed)
        var reader = BybitReader(BybitTopic.account)
        var (read, unreadable) = (0, 0)
        for count in 0..<2_500 {
            let text = String(decoding: Self.damaged(&random, of: recorded), as: UTF8.self)
            if (try? reader.read(Array(text.utf8))) == nil { unreadable += 1 } else { read += 1 }
            _ = stream.received(WebSocketMessage(text, receivedAt: .epoch), on: link)
            #expect(told.count == unreadable, "seed \(seed), message \(count): \(text)")
        }
        #expect(read > 200 && unreadable > 200, "\(read) read, \(unreadable) refused")
    }

    /// The status of every order must stand in the text, word for word.
    private func check(_ orders: [OrderReport], _ text: [UInt8], _ comment: String) {
        let words: [OrderReport.Status: [String]] = [
            .open: ["New", "PartiallyFilled", "Untriggered", "Triggered"], .filled: ["Filled"],
            .canceled: ["Cancelled", "PartiallyFilledCanceled", "Deactivated"],
            .expired: ["Cancelled", "PartiallyFilledCanceled", "Deactivated"], .rejected: ["Rejected", "Cancelled"],
        ]
        let plain = String(decoding: text, as: UTF8.self)
        for order in orders {
            let found = (words[order.status] ?? []).contains { plain.contains("\"\($0)\"") }
            #expect(found || plain.contains("\\u"), "\(comment)")
            #expect(plain.contains(order.venueID) || plain.contains("\\"), "\(comment)")
        }
    }

    /// What was read must be what another reader finds in the same text.
    private func compare(_ message: BybitMessage, _ reader: BybitReader, _ tree: [String: Any], _ comment: String) {
        switch message {
        case .trades:
            let items = (tree["data"] as? [[String: Any]] ?? []).filter { $0["BT"] as? Bool != true }
            #expect(reader.trades.map(\.trade.price.description) == items.map { plain($0["p"]) }, "\(comment)")
            #expect(reader.trades.map(\.trade.quantity.description) == items.map { plain($0["v"]) }, "\(comment)")
        case .orders(let orders):
            let items = (tree["data"] as? [[String: Any]] ?? []).filter {
                ["spot", "linear"].contains($0["category"] as? String)
            }
            #expect(orders.map(\.venueID) == items.map { $0["orderId"] as? String }, "\(comment)")
            #expect(orders.map(\.filledQuantity.description) == items.map { plain($0["cumExecQty"]) }, "\(comment)")
            for (order, item) in zip(orders, items) {
                #expect(order.status == status(item), "\(comment)")
            }
        case .fills(let fills):
            let items = (tree["data"] as? [[String: Any]] ?? []).filter { $0["execType"] as? String == "Trade" }
            if fills.count == items.count {
                #expect(fills.map(\.price.description) == items.map { plain($0["execPrice"]) }, "\(comment)")
            }
        case .book, .ticker, .candles, .balances, .answer, .unused: break
        }
    }

    private func status(_ item: [String: Any]) -> OrderReport.Status? {
        switch item["orderStatus"] as? String {
        case "New", "PartiallyFilled", "Untriggered", "Triggered": .open
        case "Filled": .filled
        case "Rejected": .rejected
        case "Cancelled": item["timeInForce"] as? String == "GTC" ? .canceled : nil
        default: nil
        }
    }

    /// A number of the text in its shortest form.
    private func plain(_ value: Any?) -> String {
        guard let value else { return "0" }
        let text = (value as? String) ?? "\(value)"
        if text.isEmpty { return "0" }
        return (try? Quantity(text).description) ?? text
    }
}
