import Foundation
import SigmaJournal
import SigmaModel

extension Workloads {
    /// The journal: trades with times of arrival appended, committed in frames of several sizes, and read back.
    ///
    /// The files lie in DATADIR, so its disk counts; nothing is flushed, as in a session the flusher's thread does that.
    func journal() throws {
        let count = 4_000_000
        for frame in [1, 16, 256] {
            for _ in 0..<min(repetitions, 3) {
                let path = directory + "/journal.bench"
                try? FileManager.default.removeItem(atPath: path)
                defer { try? FileManager.default.removeItem(atPath: path) }
                var generator = SplitMix64(seed: 7)
                let trades = JournalTrades()
                let session = SessionID.random(using: &generator)
                var writer = try JournalWriter(path, session: session)
                let appending = try Measurement.of {
                    for index in 0..<count {
                        let (trade, receivedAt) = trades.at(index)
                        try writer.append(trade, receivedAt: receivedAt)
                        if index % frame == frame - 1 { try writer.commit() }
                    }
                }
                try writer.close()
                let bytes = try JournalDirectory(path).segments().reduce(0) { $0 + $1.bytes }
                let size = (Double(bytes) / Double(count) * 100).rounded() / 100
                try BenchmarkResult(
                    "journal", "append and commit, \(frame) a frame, \(size) bytes a trade", n: count, unit: "trades",
                    appending
                ).emit()
                var read = 0
                let reading = try Measurement.of {
                    var reader = try JournalReader(path)
                    var sum: Int64 = 0
                    while let record = try reader.next() {
                        if case .input(.trade(let trade), _) = record { sum &+= trade.price.raw }
                        read += 1
                    }
                    if sum == 0 { throw BenchmarkError(description: "the journal lost its prices") }
                }
                guard read == count else { throw BenchmarkError(description: "the journal lost trades") }
                try BenchmarkResult("journal", "read, \(frame) a frame", n: count, unit: "trades", reading).emit()
            }
        }
    }
}

/// A market that moves as one of the large ones does: trades whose differences repeat after a while, with times of arrival that jitter by nanoseconds.
private struct JournalTrades {
    private struct Step {
        let milliseconds: Int64
        let ticks: Int64
        let lots: Int64
        let delay: Int64
    }

    private let steps: [Step]

    init() {
        var generator = SplitMix64(seed: 1)
        steps = (0..<4_096).map { index in
            let draw = generator.next()
            return Step(
                milliseconds: Int64(index) * 20 + Int64(draw % 20), ticks: Int64(draw >> 8 & 63),
                lots: Int64(draw >> 16 & 0xFFFF) + 1, delay: Int64(draw >> 32 & 0x3F_FFFF))
        }
    }

    /// The trade at a place, and when it arrived.
    func at(_ index: Int) -> (Trade, Timestamp) {
        let step = steps[index & 4_095]
        let time = 1_723_161_255_000 + Int64(index >> 12) * 81_920 + step.milliseconds
        let trade = Trade(
            instrument: InstrumentID(0), time: Timestamp(milliseconds: time),
            price: Price(raw: 6_183_763_000_000 + step.ticks * 1_000_000),
            quantity: Quantity(raw: Int128(step.lots * 1_000)), aggressor: step.ticks & 1 == 0 ? .buy : .sell,
            id: 3_735_683_259 + UInt64(index))
        return (trade, Timestamp(nanoseconds: time * 1_000_000 + 8_000_000 + step.delay))
    }
}
