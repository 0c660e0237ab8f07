import Foundation
import SigmaEngine
import SigmaModel
import SigmaSimulation
import SigmaStrategies

let dir = CommandLine.arguments[2]
func npy(_ name: String) -> UnsafeBufferPointer<Int64> {
    let data = try! NSData(contentsOfFile: dir + "/" + name, options: .alwaysMapped)
    let p = data.bytes
    let off = 10 + Int((p + 8).load(as: UInt8.self)) + 256 * Int((p + 9).load(as: UInt8.self))
    _ = Unmanaged.passRetained(data)
    return UnsafeBufferPointer(start: (p + off).assumingMemoryBound(to: Int64.self), count: (data.length - off) / 8)
}
func cpu() -> Double { var t = timespec(); clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9 }
func table() -> InstrumentTable {
    var t = InstrumentTable()
    let rules = VenueRules(ticks: TickTable(tick: try! Price("0.01")), quantityStep: try! Quantity("0.00001"), minQuantity: try! Quantity("0.00001"), maxQuantity: try! Quantity("1000000"), minNotional: .zero, maxNotional: try! Money("1000000000000"), makerFee: try! Rate("0.0005"), takerFee: try! Rate("0.0005"))
    _ = t.add(Instrument(venue: .generic, symbol: "BTCUSDT", base: "BTC", quote: "USDT", kind: .spot, rules: DatedRules(rules)))
    return t
}
let id = InstrumentID(0)
func values(_ f: Int, _ s: Int) -> ParameterValues { var v = ParameterValues(EmaCross.descriptor.parameters); try! v.set("fast", to: "\(f)"); try! v.set("slow", to: "\(s)"); try! v.set("seeding", to: "first"); return v }
@inline(never) func w1() {
    let raw = npy("bars_1m.npy"); let n = raw.count / 6
    var candles: [Candle] = []; candles.reserveCapacity(n)
    for i in 0..<n { let r = 6 * i; candles.append(Candle(instrument: id, timeframe: .oneMinute, openTime: Timestamp(nanoseconds: raw[r]), open: Price(raw: raw[r+1]*1_000_000), high: Price(raw: raw[r+2]*1_000_000), low: Price(raw: raw[r+3]*1_000_000), close: Price(raw: raw[r+4]*1_000_000), volume: Quantity(raw: Int128(raw[r+5])*100_000))) }
    for _ in 0..<(Int(ProcessInfo.processInfo.environment["REPS"] ?? "3")!) {
        let slot = StrategySlot(try! EmaCross(parameters: values(10, 20), instrument: id, timeframe: .oneMinute), instrument: id, timeframe: .oneMinute, sizing: .quantity(try! Quantity("1")))
        var s = BacktestSession(table: table(), slots: [slot], settings: SimulationSettings(), cash: try! Money("10000000"), startingAt: candles[0].openTime, recording: ProcessInfo.processInfo.environment["FULL"] == nil ? .summary : .everything)
        let t = cpu()
        for c in candles { s.onCandle(c) }
        s.finish()
        let d = cpu() - t
        print("W1", d, Double(n) / d / 1e6, "M/s fills", s.recorder.fillCount, "equity", s.bot.equity, s.bot.effectHash)
    }
}
@inline(never) func w2(_ tf: Timeframe, _ f: Int, _ sl: Int) {
    let raw = npy("ticks.npy"); let n = raw.count / 4
    for _ in 0..<(Int(ProcessInfo.processInfo.environment["REPS"] ?? "3")!) {
        let slot = StrategySlot(try! EmaCross(parameters: values(f, sl), instrument: id, timeframe: tf), instrument: id, timeframe: tf, sizing: .quantity(try! Quantity("0.01")))
        var s = BacktestSession(table: table(), slots: [slot], settings: SimulationSettings(), cash: try! Money("10000000"), startingAt: Timestamp(nanoseconds: raw[0]))
        let t = cpu()
        for i in 0..<n { let r = 4 * i
          s.onTrade(Trade(instrument: id, time: Timestamp(nanoseconds: raw[r]), price: Price(raw: raw[r+1]*1_000_000), quantity: Quantity(raw: Int128(raw[r+2]*1000)), aggressor: raw[r+3] == 1 ? .sell : .buy)) }
        s.finish()
        let d = cpu() - t
        print("W2", tf, d, Double(n) / d / 1e6, "M/s fills", s.recorder.fillCount, "equity", s.bot.equity, s.bot.effectHash)
    }
}
@inline(never) func w4(_ q: QueueModel) {
    let raw = npy("l2.npy"); let n = raw.count / 6
    var t = InstrumentTable()
    let rules = VenueRules(ticks: TickTable(tick: try! Price("0.1")), quantityStep: try! Quantity("0.001"), minQuantity: try! Quantity("0.001"), maxQuantity: try! Quantity("1000000"), minNotional: .zero, maxNotional: try! Money("1000000000000"), makerFee: try! Rate("-0.00005"), takerFee: try! Rate("0.0007"), initialMargin: try! Rate("0.1"))
    _ = t.add(Instrument(venue: .generic, symbol: "BTCUSDT", base: "BTC", quote: "USDT", kind: .linear, rules: DatedRules(rules)))
    var st = SimulationSettings(); st.queue = q; st.partialFills = false; st.entryLatency = .constant(TimeSpan(milliseconds: 1)); st.responseLatency = st.entryLatency
    for _ in 0..<2 {
        let slot = StrategySlot(try! TouchGrid(parameters: ParameterValues([]), instrument: id, timeframe: .tick), instrument: id, timeframe: .tick, sizing: .quantity(try! Quantity("0.1")))
        var s = BacktestSession(table: t, slots: [slot], settings: st, cash: try! Money("10000000"), startingAt: Timestamp(nanoseconds: raw[0]), recording: .summary)
        let t = cpu()
        for i in 0..<n { let r = 6 * i
          let time = Timestamp(nanoseconds: raw[r]), local = Timestamp(nanoseconds: raw[r+1])
          let price = Price(raw: raw[r+4]*10_000_000), q = Quantity(raw: Int128(raw[r+5]*100_000))
          if raw[r+2] == 2 { s.onTrade(Trade(instrument: id, time: time, price: price, quantity: q, aggressor: raw[r+3] == 1 ? .buy : .sell), receivedAt: local) }
          else { s.onBook(BookUpdate(instrument: id, time: time, side: raw[r+3] == 1 ? .buy : .sell, price: price, quantity: q), receivedAt: local) } }
        s.finish()
        let d = cpu() - t
        print("W4", d, Double(n) / d / 1e6, "M/s orders", s.bot.orderCount, "fills", s.recorder.fillCount, "equity", s.bot.equity, "pos", s.bot.portfolio.holding(of: id), "cash", s.bot.portfolio.cash, "fees", s.recorder.fees, s.recorder.denials.enumerated().filter { $0.1 > 0 }, s.recorder.contradictions)
    }
}
@inline(never) func w3() {
    let raw = npy("bars_1m.npy"); let n = 500_000
    var candles: [Candle] = []; candles.reserveCapacity(n)
    for i in 0..<n { let r = 6 * i; candles.append(Candle(instrument: id, timeframe: .oneMinute, openTime: Timestamp(nanoseconds: raw[r]), open: Price(raw: raw[r+1]*1_000_000), high: Price(raw: raw[r+2]*1_000_000), low: Price(raw: raw[r+3]*1_000_000), close: Price(raw: raw[r+4]*1_000_000), volume: Quantity(raw: Int128(raw[r+5])*100_000))) }
    var sets: [ParameterValues] = []
    for f in 5..<30 { for s in stride(from: 30, to: 230, by: 5) { sets.append(values(f, s)) } }
    for span in [TimeSpan.day, .day] {
    let sweep = ParameterSweep(EmaCross.self, table: table(), timeframe: .oneMinute, sizing: .quantity(try! Quantity("1")), settings: SimulationSettings(), cash: try! Money("10000000"), sampleSpan: span)
    let t0 = cpu()
    _ = try! EmaCross.wishes(sets, over: candles)
    let t = cpu()
    let r = try! sweep.run(sets, over: candles)
    let d = cpu() - t
    print("W3", d, 1000 / d, "sets/s (wishes alone \(t - t0)) fills", r.reduce(0) { $0 + $1.fillCount }, "sum", r.reduce(Money.zero) { $0 + $1.finalEquity }) }
}
switch CommandLine.arguments[1] { case "W3": w3(); case "W4": w4(.power(2)); case "W4rad": w4(.pessimistic); case "W1": w1(); case "W2a": w2(.oneSecond, 10, 20); default: w2(.tick, 100, 200) }
