import SigmaBinance
import SigmaModel
import SigmaWire

extension Workloads {
    /// Messages of Binance's public streams, from bytes to model values.
    func wireBinance() throws {
        try binance("trade, combined", messages: 1_000_000) { index in
            let time = 1_723_161_255_342 + index
            return
                #"{"stream":"btcusdt@trade","data":{"e":"trade","E":\#(time),"s":"BTCUSDT","t":\#(3_735_683_259 + index),"#
                + #""p":"\#(61_000 + index % 900).\#(10 + index % 90)000000","q":"0.0\#(1_000 + index % 9_000)00","#
                + #""T":\#(time),"m":\#(index % 2 == 0),"M":true}}"#
        }
        try binance("best bid and ask, combined", messages: 1_000_000) { index in
            #"{"stream":"btcusdt@bookTicker","data":{"u":\#(50_093_239_212 + index),"s":"BTCUSDT","#
                + #""b":"\#(61_000 + index % 900).63000000","B":"3.78826000","a":"61937.64000000","A":"1.54698000"}}"#
        }
        try binance("20 changed levels, combined", messages: 100_000) { index in
            let levels = (0..<10).map {
                #"["\#(61_000 + $0).\#(10 + index % 90)000000","0.0\#(1_000 + index % 9_000)00"]"#
            }
            .joined(separator: ",")
            let last = 50_093_239_189 + index
            return #"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","#
                + #""U":\#(last),"u":\#(last + 1),"b":[\#(levels)],"a":[\#(levels)]}}"#
        }
    }

    private func binance(_ variant: String, messages: Int, _ text: (Int) -> String) throws {
        let texts = (0..<1_000).map { Array(text($0).utf8) }
        let decoder = BinanceDecoder(BinanceSymbols([("BTCUSDT", instrument)]))
        for _ in 0..<repetitions {
            var read = 0
            let measurement = try Measurement.of {
                for index in 0..<messages {
                    try texts[index % texts.count].withUnsafeBytes { bytes in
                        switch try decoder.decode(JSONCursor(bytes), at: .epoch) {
                        case .trade, .quote, .depth: read += 1
                        default: return
                        }
                    }
                }
            }
            guard read == messages else { throw BenchmarkError(description: "\(variant): \(read) messages were read") }
            try BenchmarkResult("wire", "Binance \(variant)", n: messages, unit: "messages", measurement).emit()
        }
    }
}
