import Foundation
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

@Suite("Messages of the bus")
struct BusTranslatorTests {
    private static let head = #""session":"00112233445566778899aabbccddeeff","record":"#
    private static let time = #""time":"2026-02-02T02:40:00Z""#

    /// The examples of Documentation/bus-messages.md: record, topic and text.
    private static let examples: [(SessionRecord, Topic, String)] = [
        (
            .output(.submitted(BusScene.ticket(17))), .orderUpdate,
            #"{"v":1,"type":"submitted",\#(head)1,\#(time),"strategy":"swing","venue":"upbit","symbol":"KRW-BTC","#
                + #""order":"17","side":"buy","orderType":"limit","timeInForce":"goodTilCancelled","quantity":"0.25","#
                + #""total":null,"limitPrice":"95000000.12","triggerPrice":null,"trail":null,"reduceOnly":false}"#
        ),
        (
            BusScene.update(17, .accepted), .orderUpdate,
            #"{"v":1,"type":"update",\#(head)2,\#(time),"strategy":"swing","venue":"upbit","symbol":"KRW-BTC","#
                + #""order":"17","status":"accepted","reason":null}"#
        ),
        (
            .output(.fill(BusScene.fill(9, of: 17))), .orderFill,
            #"{"v":1,"type":"fill",\#(head)3,"time":"2026-02-02T02:40:00.000000009Z","strategy":"swing","#
                + #""venue":"upbit","symbol":"KRW-BTC","order":"17","fill":"9","side":"buy","price":"95000000.12","#
                + #""quantity":"0.125","notional":"0.00000001","fee":"0.00000007","baseFee":"0","liquidity":"maker","#
                + #""tradeKey":null}"#
        ),
        (
            .output(.cancelRequested(OrderID(raw: 17), BusScene.time)), .orderUpdate,
            #"{"v":1,"type":"cancelRequested",\#(head)4,\#(time),"strategy":"swing","venue":"upbit","#
                + #""symbol":"KRW-BTC","order":"17"}"#
        ),
        (
            .output(
                .signal(
                    Signal(
                        strategy: StrategyID(1), instrument: InstrumentID(1), barTime: BusScene.time, stage: .watchUp,
                        score: 61.5, probability: .nan))), .signal,
            #"{"v":1,"type":"signal",\#(head)5,\#(time),"strategy":"grid \"ü\"","venue":"upbit","#
                + #""symbol":"KRW-ETH","stage":"watchUp","score":61.5,"probability":null}"#
        ),
        (
            .mark(.started(run: 2, BusScene.time)), .system,
            #"{"v":1,"type":"started",\#(head)6,\#(time),"run":2}"#
        ),
        (.mark(.stopped(BusScene.time)), .system, #"{"v":1,"type":"stopped",\#(head)7,\#(time)}"#),
        (.mark(.gap(count: 3, BusScene.time)), .system, #"{"v":1,"type":"gap",\#(head)8,\#(time),"lost":3}"#),
        (
            .output(.tradingState(.reduceOnly, BusScene.time)), .system,
            #"{"v":1,"type":"tradingState",\#(head)9,\#(time),"state":"reduceOnly"}"#
        ),
        (
            .output(.contradiction(OrderID(raw: 5), BusScene.time)), .system,
            #"{"v":1,"type":"contradiction",\#(head)10,\#(time),"order":"5"}"#
        ),
        (
            .preset(
                PresetChange(
                    strategy: StrategyID(0), time: BusScene.time, preset: "calm",
                    parameters: [PresetChange.Parameter(name: "fast", text: "12")])), .system,
            #"{"v":1,"type":"preset",\#(head)11,\#(time),"strategy":"swing","preset":"calm","parameters":{"fast":"12"}}"#
        ),
        (
            .output(.denied(BusScene.ticket(18, strategy: 1), .orderRate)), .system,
            #"{"v":1,"type":"denied",\#(head)12,\#(time),"strategy":"grid \"ü\"","venue":"upbit","#
                + #""symbol":"KRW-ETH","order":"18","side":"buy","orderType":"limit","#
                + #""timeInForce":"goodTilCancelled","quantity":"0.25","total":null,"limitPrice":"95000000.12","#
                + #""triggerPrice":null,"trail":null,"reduceOnly":false,"code":"orderRate","#
                + #""explanation":"orders are sent faster than the limit"}"#
        ),
        (
            .output(
                .remainder(
                    Remainder(
                        strategy: StrategyID(0), instrument: InstrumentID(0), fill: FillID(raw: 9),
                        time: BusScene.time, quantity: Quantity(raw: 900), cost: Money(raw: 85_500_000)))), .system,
            #"{"v":1,"type":"remainder",\#(head)13,\#(time),"strategy":"swing","venue":"upbit","symbol":"KRW-BTC","#
                + #""quantity":"0.000009","cost":"0.855"}"#
        ),
        (
            .output(
                .amendRequested(
                    Amendment(
                        order: OrderID(raw: 17), strategy: StrategyID(0), time: BusScene.time,
                        quantity: Quantity(raw: 20_000_000), limitPrice: Price(raw: 9_500_000_000_000_000)))),
            .orderUpdate,
            #"{"v":1,"type":"amendRequested",\#(head)14,\#(time),"strategy":"swing","venue":"upbit","#
                + #""symbol":"KRW-BTC","order":"17","quantity":"0.2","limitPrice":"95000000"}"#
        ),
        (
            .output(
                .update(
                    OrderUpdate(
                        order: OrderID(raw: 17), time: BusScene.time, status: .amended,
                        quantity: Quantity(raw: 20_000_000), limitPrice: Price(raw: 9_500_000_000_000_000)))),
            .orderUpdate,
            #"{"v":1,"type":"update",\#(head)15,\#(time),"strategy":"swing","venue":"upbit","symbol":"KRW-BTC","#
                + #""order":"17","status":"amended","reason":null,"quantity":"0.2","limitPrice":"95000000"}"#
        ),
    ]

    @Test("have the documented text, and numbers that rise by one within their topic")
    func examples() throws {
        var translator = BusTranslator(BusScene.session)
        var counts: [Topic: UInt64] = [:]
        for (index, (record, topic, text)) in Self.examples.enumerated() {
            let taken = translator.take(record, sequence: UInt64(index) + 1)
            let message = try #require(taken)
            counts[topic, default: 0] += 1
            #expect(message.topic == topic && message.sequence == counts[topic])
            #expect(String(decoding: message.payload, as: UTF8.self) == text)
            #expect(try JSONSerialization.jsonObject(with: Data(message.payload)) is [String: Any])
        }
    }

    @Test("nothing is said of the market, of checkpoints, and of candles without a signal")
    func silent() {
        var translator = BusTranslator(BusScene.session)
        let none = Signal(
            strategy: StrategyID(0), instrument: InstrumentID(0), barTime: .epoch, stage: .none, score: 0,
            probability: 0)
        for record: SessionRecord in [
            .input(.timer(.epoch), receivedAt: nil), .mark(.checkpoint(EffectHash())), .output(.signal(none)),
        ] {
            #expect(translator.take(record, sequence: 1) == nil)
        }
    }

    @Test("an order's names are known until it has ended")
    func orders() throws {
        var translator = BusTranslator(BusScene.session)
        func strategy(_ record: SessionRecord) throws -> Bool {
            let taken = translator.take(record, sequence: 1)
            let message = try #require(taken)
            return String(decoding: message.payload, as: UTF8.self).contains(#""strategy":"swing""#)
        }
        #expect(try strategy(.output(.submitted(BusScene.ticket(1)))))
        #expect(try strategy(.output(.fill(BusScene.fill(1, of: 1)))))
        #expect(try strategy(BusScene.update(1, .accepted)))
        #expect(try strategy(.output(.fill(BusScene.fill(2, of: 1)))))
        // Filled to its whole quantity: nothing of it is remembered.
        #expect(try !strategy(BusScene.update(1, .cancelRejected)))
        #expect(try strategy(.output(.submitted(BusScene.ticket(2)))))
        #expect(try strategy(BusScene.update(2, .canceled)))
        #expect(try !strategy(.output(.cancelRequested(OrderID(raw: 2), BusScene.time))))
    }

    @Test("an order that is being changed is known until its quantity at the end is filled")
    func changed() throws {
        var translator = BusTranslator(BusScene.session)
        func strategy(_ record: SessionRecord) throws -> Bool {
            let taken = translator.take(record, sequence: 1)
            let message = try #require(taken)
            return String(decoding: message.payload, as: UTF8.self).contains(#""strategy":"swing""#)
        }
        func wish(_ order: UInt64, _ quantity: Int128) -> SessionRecord {
            .output(
                .amendRequested(
                    Amendment(
                        order: OrderID(raw: order), strategy: StrategyID(0), time: BusScene.time,
                        quantity: Quantity(raw: quantity), limitPrice: Price(raw: 1))))
        }
        func answer(_ order: UInt64, _ quantity: Int128) -> SessionRecord {
            .output(
                .update(
                    OrderUpdate(
                        order: OrderID(raw: order), time: BusScene.time, status: .amended,
                        quantity: Quantity(raw: quantity), limitPrice: Price(raw: 1))))
        }
        _ = try strategy(.output(.submitted(BusScene.ticket(1))))
        #expect(try strategy(wish(1, 30_000_000)))
        _ = try strategy(.output(.fill(BusScene.fill(1, of: 1, quantity: 25_000_000))))
        #expect(try strategy(answer(1, 30_000_000)))
        _ = try strategy(.output(.fill(BusScene.fill(2, of: 1, quantity: 5_000_000))))
        #expect(try !strategy(BusScene.update(1, .amendRejected)))
        _ = try strategy(.output(.submitted(BusScene.ticket(2))))
        _ = try strategy(.output(.fill(BusScene.fill(3, of: 2, quantity: 10_000_000))))
        #expect(try strategy(wish(2, 10_000_000)))
        #expect(try strategy(answer(2, 10_000_000)))
        #expect(try !strategy(BusScene.update(2, .amendRejected)), "nothing of it is left")
    }

    @Test("documentation has every example")
    func documentation() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Documentation/bus-messages.md"), encoding: .utf8)
        for (_, topic, example) in Self.examples {
            #expect(text.contains(example), "\(topic.rawValue): \(example)")
        }
    }
}
