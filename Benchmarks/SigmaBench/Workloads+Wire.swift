import SigmaModel
import SigmaUpbit
import SigmaWire

extension Workloads {
    /// Messages of the venues' public streams from bytes to the model's values, as a feed does it.
    func wire() throws {
        try upbit("trade, short names", WireMessages.upbitTrades(isShort: true), messages: 2_000_000)
        try upbit("trade, long names", WireMessages.upbitTrades(isShort: false), messages: 2_000_000)
        try upbit("book of 30 levels a side", WireMessages.upbitBooks, messages: 200_000)
        try wireBinance()
        try wireBybit()
    }

    private func upbit(_ variant: String, _ texts: [[UInt8]], messages: Int) throws {
        let decoder = UpbitDecoder(SymbolTable([(symbol: "KRW-BTC", instrument: instrument)]))
        for _ in 0..<repetitions {
            var levels: [BookUpdate] = []
            levels.reserveCapacity(64)
            var sum: Int64 = 0
            let measurement = try Measurement.of {
                for index in 0..<messages {
                    try texts[index % texts.count].withUnsafeBytes { bytes in
                        switch try decoder.decode(JSONCursor(bytes), levels: &levels) {
                        case .trade(let trade, _): sum &+= trade.price.raw
                        case .book: sum &+= levels[0].price.raw
                        default: throw BenchmarkError(description: "\(variant): a message is not read")
                        }
                    }
                }
            }
            guard sum != 0 else { throw BenchmarkError(description: "\(variant): nothing was read") }
            try BenchmarkResult("wire", "Upbit \(variant)", n: messages, unit: "messages", measurement).emit()
        }
    }
}

/// Texts as the venues send them, each with other numbers.
private enum WireMessages {
    private static let count = 1_000

    static func upbitTrades(isShort: Bool) -> [[UInt8]] {
        var random = SplitMix64(seed: 11)
        return (0..<count).map { index in
            let time = 1_730_336_862_047 + index
            let price = 100_000_000 + Int(random.next() % 1_000) * 1_000
            let volume = "0.\(String(random.next() % 90_000_000 + 10_000_000))"
            let side = random.next() % 2 == 0 ? "ASK" : "BID"
            let short =
                #"{"ty":"trade","cd":"KRW-BTC","tms":\#(time),"td":"2024-10-31","ttm":"01:07:42","ttms":\#(time),"#
                + #""tp":\#(price).0,"tv":\#(volume),"ab":"\#(side)","pcp":100571000.00000000,"c":"FALL","#
                + #""cp":98000.00000000,"sid":\#(time)0000,"bap":100473000,"bas":0.43139478,"bbp":100465000,"#
                + #""bbs":0.01990656,"st":"REALTIME"}"#
            let long =
                #"{"type":"trade","code":"KRW-BTC","timestamp":\#(time),"trade_date":"2024-10-31","#
                + #""trade_time":"01:07:42","trade_timestamp":\#(time),"trade_price":\#(price).0,"#
                + #""trade_volume":\#(volume),"ask_bid":"\#(side)","prev_closing_price":100571000.00000000,"#
                + #""change":"FALL","change_price":98000.00000000,"sequential_id":\#(time)0000,"#
                + #""best_ask_price":100473000,"best_ask_size":0.43139478,"best_bid_price":100465000,"#
                + #""best_bid_size":0.01990656,"stream_type":"REALTIME"}"#
            return Array((isShort ? short : long).utf8)
        }
    }

    static var upbitBooks: [[UInt8]] {
        var random = SplitMix64(seed: 12)
        return (0..<count).map { index in
            let lines = (0..<30).map { depth in
                #"{"ap":\#(100_473_000 + depth * 1_000).0,"bp":\#(100_465_000 - depth * 1_000).0,"#
                    + #""as":0.\#(random.next() % 90_000_000 + 10_000_000),"bs":0.\#(random.next() % 90_000_000 + 10_000_000)}"#
            }
            return Array(
                (#"{"ty":"orderbook","cd":"KRW-BTC","tms":\#(1_730_336_862_047 + index),"tas":25.5,"tbs":14.4,"obu":["#
                    + lines.joined(separator: ",") + #"],"lv":0,"st":"REALTIME"}"#).utf8)
        }
    }
}
