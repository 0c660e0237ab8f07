import Foundation
import SigmaHistory
import SigmaModel
import Testing

@testable import SigmaJournal

/// Recordings beside the package; without them these tests are skipped.
enum RecordedData {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path

    static let isPresent = FileManager.default.fileExists(atPath: root)

    /// A recorded market with the venue's trades and when each arrived.
    struct Market: CustomTestStringConvertible, Sendable {
        let symbol: String
        let capture: String
        /// The venue's table of the same trades, for their numbers.
        let table: String?
        /// Bytes that a trade may take on the disk where each is a frame of its own, header and frames included.
        ///
        /// Upbit trades cheap coins in eight decimals: their quantities alone take five bytes.
        let loneLimit: Double
        var testDescription: String { capture }

        func trades(_ scratch: Scratch) throws -> [(trade: Trade, receivedAt: Timestamp)] {
            let path = scratch.file("history")
            var options = ImportOptions(symbol: symbol)
            if table == nil { options.format = .json }
            _ = try HistoryImporter.convert(
                "\(root)/\(capture)", to: path,
                description: HistoryDescription(
                    kind: table == nil ? .trades : .market, venue: .generic, symbol: symbol, base: "BASE",
                    quote: "QUOTE", hasReceiveTimes: true),
                options: options)
            let file = try HistoryFile(path)
            guard let table else {
                let view = try file.trades(as: InstrumentID(0))
                return view.indices.map { (view[$0], view.receiveTime(at: $0)) }
            }
            let view = try file.market(as: InstrumentID(0))
            let arrivals = view.indices.filter { view.kind(at: $0) == .trade }.map { view.receiveTime(at: $0) }
            var memory = MemoryHistory()
            _ = try HistoryImporter.read("\(root)/\(table)", into: &memory)
            return zip(memory.trades, arrivals).map { ($0, $1) }
        }
    }

    static let markets = [
        Market(
            symbol: "BTCUSDT", capture: "binance/captures/spot_btcusdt_20240808.gz",
            table: "binance/vision/BTCUSDT-trades-20240808.csv.gz", loneLimit: 16),
        Market(
            symbol: "BTCUSDT", capture: "binance/captures/usdm_btcusdt_20240808.gz",
            table: "binance/vision/um_BTCUSDT-trades-20240808.csv.gz", loneLimit: 16),
        Market(
            symbol: "KRW-LAMB", capture: "upbit/captures/upbit_ws_simple_20210417_a.jsonl.gz", table: nil, loneLimit: 22
        ),
    ]
}

@Suite("Recorded markets", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct RecordedDataTests {
    /// Journals trades with a frame whenever so much of the market's time has passed; returns the file's length.
    private func journal(
        _ trades: [(trade: Trade, receivedAt: Timestamp)], every span: TimeSpan, _ scratch: Scratch
    ) throws -> (bytes: Int, frames: Int) {
        var writer = try scratch.writer(segmentBytes: 64 << 20)
        var start = trades[0].trade.time
        var frames = 0
        for (trade, receivedAt) in trades {
            if trade.time - start >= span {
                try writer.commit()
                // As a flusher would that is called every hundred milliseconds or so.
                if frames % 4 == 0 { try writer.flusher.flush() }
                frames += 1
                start = trade.time
            }
            try writer.append(trade, receivedAt: receivedAt)
        }
        try writer.close()
        return (try JournalDirectory(scratch.path).segments().reduce(0) { $0 + $1.bytes }, frames + 1)
    }

    @Test("a trade takes at most sixteen bytes, frames of five milliseconds", arguments: RecordedData.markets)
    func size(market: RecordedData.Market) throws {
        let scratch = try Scratch()
        let trades = try market.trades(scratch)
        #expect(trades.count > 100)
        let (bytes, frames) = try journal(trades, every: TimeSpan(milliseconds: 5), scratch)
        let size = Double(bytes) / Double(trades.count)
        print("JOURNAL \(market.capture): \(trades.count) trades, \(frames) frames, \(size) bytes a trade")
        #expect(size <= 16)
        expectEqual(try scratch.records(), trades.map { .input(.trade($0.trade), receivedAt: $0.receivedAt) }, "all")
    }

    @Test("a trade that is a frame of its own stays short", arguments: RecordedData.markets)
    func alone(market: RecordedData.Market) throws {
        let scratch = try Scratch()
        let trades = try market.trades(scratch)
        var sparse: [(trade: Trade, receivedAt: Timestamp)] = []
        for trade in trades where trade.trade.time - (sparse.last?.trade.time ?? .epoch) >= TimeSpan(milliseconds: 5) {
            sparse.append(trade)
        }
        let (bytes, frames) = try journal(sparse, every: TimeSpan(nanoseconds: 0), scratch)
        let size = Double(bytes) / Double(sparse.count)
        print("JOURNAL \(market.capture): \(sparse.count) lone trades, \(frames) frames, \(size) bytes a trade")
        #expect(size <= market.loneLimit)
    }
}
