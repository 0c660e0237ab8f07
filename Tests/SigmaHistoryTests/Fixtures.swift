import Foundation
import SigmaHistory
import SigmaModel

let bitcoin = InstrumentID(0)

/// A directory of its own for one test, removed at its end.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("sigma-history-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    /// The names in the directory, sorted.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

func bytes(of path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

func description(
    _ kind: HistoryKind, timeframe: Timeframe = .tick, receiveTimes: Bool = false
) -> HistoryDescription {
    HistoryDescription(
        kind: kind, venue: .upbit, symbol: "KRW-BTC", base: "BTC", quote: "KRW", timeframe: timeframe,
        hasReceiveTimes: receiveTimes)
}

/// Random trades in the order of time.
func randomTrades(_ count: Int, seed: UInt64) -> [Trade] {
    var generator = SplitMix64(seed: seed)
    var time = Timestamp(seconds: 1_700_000_000)
    return (0..<count).map { index in
        time = time + TimeSpan(nanoseconds: Int64(generator.next() % 1_000_000_000))
        return Trade(
            instrument: bitcoin, time: time, price: Price(raw: Int64(generator.next() % 1_000_000_000_000_000) + 1),
            quantity: Quantity(raw: Int128(generator.next() % 10_000_000_000) + 1),
            aggressor: generator.next() & 1 == 0 ? .buy : .sell, id: UInt64(index))
    }
}

/// Writes trades to a native file.
func write(_ trades: [Trade], to path: String, quantityExponent: Int? = nil) throws {
    var writer = try HistoryWriter(path: path, description: description(.trades), quantityExponent: quantityExponent)
    for trade in trades { try writer.append(trade) }
    _ = try writer.finish()
}
