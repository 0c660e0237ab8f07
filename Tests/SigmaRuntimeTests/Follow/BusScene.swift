import Foundation
import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaPorts
import SigmaRuntime
import SigmaSimulation

/// A session of two strategies, and what it could have recorded.
enum BusScene {
    static let manifest = SessionManifest(
        id: "00112233445566778899aabbccddeeff", name: "scene", program: "0", start: .epoch,
        cash: Money(raw: 100_000_000_000),
        instruments: [
            SessionManifest.InstrumentEntry(venue: .upbit, symbol: "KRW-BTC", kind: .spot),
            SessionManifest.InstrumentEntry(venue: .upbit, symbol: "KRW-ETH", kind: .spot),
        ],
        strategies: [
            SessionManifest.StrategyEntry(
                id: "swing", name: "ema-cross", instrument: 0, timeframe: .oneMinute,
                sizing: .total(Money(raw: 1_000_000_000)),
                parameters: [:]),
            SessionManifest.StrategyEntry(
                id: "grid \"ü\"", name: "grid", instrument: 1, timeframe: .oneMinute,
                sizing: .total(Money(raw: 1_000_000_000)),
                parameters: [:]),
        ], limits: RiskLimits(), simulation: SimulationSettings())
    static let session = BusSession(manifest)
    static let time = Timestamp(seconds: 1_770_000_000)

    static func ticket(_ number: UInt64, strategy: Int = 0) -> OrderTicket {
        OrderTicket(
            id: OrderID(raw: number), strategy: StrategyID(strategy), time: time,
            request: .limit(
                .buy, Quantity(raw: 25_000_000), at: Price(raw: 9_500_000_012_000_000), of: InstrumentID(strategy)))
    }

    static func fill(_ number: UInt64, of order: UInt64, strategy: Int = 0, quantity: Int128 = 12_500_000) -> Fill {
        Fill(
            id: FillID(raw: number), order: OrderID(raw: order), strategy: StrategyID(strategy),
            instrument: InstrumentID(strategy), time: time + TimeSpan(nanoseconds: Int64(number)), side: .buy,
            price: Price(raw: 9_500_000_012_000_000), quantity: Quantity(raw: quantity), notional: Money(raw: 1),
            fee: Money(raw: 7), liquidity: .maker)
    }

    static func update(_ order: UInt64, _ status: OrderUpdate.Status, _ reason: RejectReason = .none) -> SessionRecord {
        .output(.update(OrderUpdate(order: OrderID(raw: order), time: time, status: status, reason: reason)))
    }

    /// A life of orders, signals and marks between trades, from a seed.
    static func records(_ count: Int, seed: UInt64) -> [SessionRecord] {
        var random = SplitMix64(seed: seed)
        var records: [SessionRecord] = [.mark(.started(run: 1, time))]
        var order: UInt64 = 0
        var fills: UInt64 = 0
        while records.count < count {
            let strategy = Int(random.next() % 2)
            switch random.next() % 10 {
            case 0:
                order += 1
                records.append(.output(.submitted(ticket(order, strategy: strategy))))
            case 1 where order > 0:
                fills += 1
                records.append(.output(.fill(fill(fills, of: 1 + random.next() % order, strategy: strategy))))
            case 2 where order > 0: records.append(update(1 + random.next() % order, .canceled))
            case 3 where order > 0:
                records.append(.output(.cancelRequested(OrderID(raw: 1 + random.next() % order), time)))
            case 4:
                records.append(
                    .output(
                        .signal(
                            Signal(
                                strategy: StrategyID(strategy), instrument: InstrumentID(strategy), barTime: time,
                                stage: random.next() % 2 == 0 ? .none : .buy, score: 61.5, probability: 0.75))))
            case 5: records.append(.mark(.gap(count: random.next() % 5, time)))
            default: records.append(.input(.timer(time + TimeSpan(nanoseconds: Int64(records.count))), receivedAt: nil))
            }
        }
        return records
    }

    /// The messages of a whole journal, topic by topic.
    static func messages(_ records: [SessionRecord]) -> [Topic: [BusMessage]] {
        var translator = BusTranslator(session)
        var all: [BusMessage] = []
        for (index, record) in records.enumerated() {
            if let message = translator.take(record, sequence: UInt64(index) + 1) { all.append(message) }
        }
        return Dictionary(grouping: all) { $0.topic }
    }
}

/// A journal in a folder of its own, removed at the end.
final class SceneJournal {
    let folder: String
    var journal: String { "\(folder)/journal" }
    var cursor: String { "\(folder)/bus.cursor" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sigma-bus-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Appends records and returns how many there are now.
    @discardableResult
    func append(_ records: some Sequence<SessionRecord>) throws -> UInt64 {
        var writer = try JournalWriter(journal, session: BusScene.manifest.sessionID)
        for record in records { try writer.append(record) }
        try writer.commit(durably: true)
        let count = writer.nextSequence - 1
        try writer.close()
        return count
    }
}
