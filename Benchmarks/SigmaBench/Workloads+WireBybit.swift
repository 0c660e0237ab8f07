import SigmaBybit
import SigmaModel
import SigmaWire

extension Workloads {
    /// Messages of Bybit, from bytes to model values: one trade each, as in a quiet market, and bursts.
    func wireBybit() throws {
        let count = 1_000_000
        for (name, size) in [("one trade a message", 1), ("bursts of 50 trades", 50)] {
            try repeatedly("Bybit, \(name)", count / size) { number in
                var reader = BybitReader([.trades(0)], [BybitSubject("BTCUSDT", instrument, .linear)])
                let messages = (0..<64).map { bybitTrades(size, from: $0 * size) }
                return try Measurement.of {
                    for index in 0..<number {
                        guard case .trades = try reader.read(messages[index & 63]) else { throw unread }
                    }
                }
            } rows: {
                $0 * size
            }
        }
    }

    private var unread: BenchmarkError { BenchmarkError(description: "a message was not read as trades") }

    private func repeatedly(
        _ name: String, _ count: Int, _ body: (Int) throws -> Measurement, rows: (Int) -> Int
    ) throws {
        _ = try body(count / 10)
        for _ in 0..<repetitions {
            try BenchmarkResult("wire", name, n: rows(count), unit: "trades", try body(count)).emit()
        }
    }

    private func bybitTrades(_ count: Int, from first: Int) -> [UInt8] {
        let trades = (first..<first + count).map { number in
            let name = "20f43950-d8dd-5b31-9112-\(String(100_000_000_000 + number))"
            return #"{"T":\#(1_672_304_486_865 + number),"s":"BTCUSDT","S":"Buy","v":"0.00\#(number % 9 + 1)","#
                + #""p":"\#(16_578 + number % 50).50","L":"PlusTick","i":"\#(name)","BT":false,"RPI":false,"#
                + #""seq":\#(1_783_284_617 + number)}"#
        }
        let text =
            #"{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1672304486868,"data":["#
            + trades.joined(separator: ",") + "]}"
        return Array(text.utf8)
    }
}
