import Foundation
import SigmaModel
import SigmaPorts
import SigmaWire
import Testing

@testable import SigmaBybit

/// The public messages among the recordings, against a reading of Foundation's: Bybit writes decimals as texts, so that
/// nothing rounds them.
@Suite("Recorded messages read twice", .enabled(if: RecordedMessages.arePresent, "the folder ../shared/data is absent"))
struct RecordedOracleTests {
    @Test("Every trade, ticker, book and candle has the values that Foundation reads")
    func values() throws {
        let messages =
            try RecordedMessages.lines("gct_bybit_wsTicker.jsonl")
            + RecordedMessages.streams().filter { $0.direction != "client" }.map(\.text)
        var kinds: [String: Int] = [:]
        for text in messages {
            guard let tree = try? JSONSerialization.jsonObject(with: Data(text)) as? [String: Any],
                let topic = tree["topic"] as? String
            else { continue }
            let parts = topic.split(separator: ".").map(String.init)
            // Some samples have topics of a base currency alone, which no session asks for.
            guard let symbol = parts.last, Self.symbol(tree) == symbol, let asked = Self.topic(parts) else { continue }
            var reader = BybitReader([asked], [BybitSubject(symbol, InstrumentID(0), .linear)])
            kinds[parts[0], default: 0] += 1
            try check(try reader.read(text), reader, tree, "\(topic)")
        }
        #expect(kinds == ["tickers": 9, "publicTrade": 2, "orderbook": 1])
    }

    private static func symbol(_ tree: [String: Any]) -> String? {
        let item = tree["data"] as? [String: Any] ?? (tree["data"] as? [[String: Any]])?.first
        return item?["symbol"] as? String ?? item?["s"] as? String
    }

    /// What asks for a topic that is written so; nil for what no session asks for.
    private static func topic(_ parts: [String]) -> BybitTopic? {
        switch (parts[0], parts.count) {
        case ("publicTrade", 2): .trades(0)
        case ("tickers", 2): .ticker(0)
        case ("orderbook", 3): Int(parts[1]).map { .book(0, depth: $0) }
        default: nil
        }
    }

    private func check(
        _ message: BybitMessage, _ reader: BybitReader, _ tree: [String: Any], _ comment: Comment
    ) throws {
        switch message {
        case .trades:
            let items = try #require(tree["data"] as? [[String: Any]])
            #expect(!items.isEmpty && reader.trades.count == items.count, comment)
            for (read, item) in zip(reader.trades, items) {
                #expect(try read.trade.price == Price(text(item, "p")), comment)
                #expect(try read.trade.quantity == Quantity(text(item, "v")), comment)
                #expect(try read.trade.time == time(item["T"]), comment)
                #expect(try read.trade.aggressor == (text(item, "S") == "Buy" ? .buy : .sell), comment)
            }
        case .ticker(let ticker):
            let data = try #require(tree["data"] as? [String: Any])
            #expect(ticker.isSnapshot == (tree["type"] as? String == "snapshot"), comment)
            #expect(try ticker.time == time(tree["ts"]), comment)
            #expect(try ticker.last == price(data, "lastPrice") && ticker.mark == price(data, "markPrice"), comment)
            #expect(try ticker.bid == price(data, "bid1Price") && ticker.ask == price(data, "ask1Price"), comment)
            #expect(try ticker.bidQuantity == quantity(data, "bid1Size"), comment)
            #expect(try ticker.askQuantity == quantity(data, "ask1Size"), comment)
            #expect(try ticker.volume == quantity(data, "volume24h"), comment)
            #expect(try ticker.turnover?.description == present(data, "turnover24h").map { try Money($0).description })
        case .book:
            let data = try #require(tree["data"] as? [String: Any])
            for (levels, name) in [(reader.bids, "b"), (reader.asks, "a")] {
                let rows = try #require(data[name] as? [[String]])
                #expect(try levels.map(\.price) == rows.map { try Price($0[0]) }, comment)
                #expect(try levels.map(\.quantity) == rows.map { try Quantity($0[1]) }, comment)
            }
        default: Issue.record("\(message)")
        }
    }

    private func text(_ item: [String: Any], _ name: String) throws -> String {
        try #require(item[name] as? String, "\(name)")
    }

    private func time(_ value: Any?) throws -> Timestamp {
        Timestamp(milliseconds: try #require((value as? NSNumber)?.int64Value))
    }

    private func present(_ item: [String: Any], _ name: String) -> String? {
        (item[name] as? String).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func price(_ item: [String: Any], _ name: String) throws -> Price? {
        try present(item, name).map { try Price($0) }
    }

    private func quantity(_ item: [String: Any], _ name: String) throws -> Quantity? {
        try present(item, name).map { try Quantity($0) }
    }
}
