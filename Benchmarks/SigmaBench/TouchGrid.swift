import SigmaEngine
import SigmaModel

/// The order-book workload's strategy: every 100 ms five quotes a side from the touch outwards, skewed.
///
/// The arithmetic repeats, operation for operation, that of the published high-frequency grid that the peers run.
struct TouchGrid: Strategy {
    static let descriptor = StrategyDescriptor(
        name: "touch-grid", summary: "Market making from the touch outwards.",
        koreanSummary: "최우선 호가부터 바깥으로 시장을 조성합니다.",
        source: "High-frequency grid trading example of the order-book peers", parameters: [])

    let instrument: InstrumentID
    let interests: Interests = .timer
    let timerSpan = TimeSpan(milliseconds: 100)
    private let levels = 5
    private let quantity = Quantity(raw: 10_000_000)
    private let tick = 0.1
    private let tickRaw: Int64 = 10_000_000
    private var bidTicks = ContiguousArray<Int64>()
    private var askTicks = ContiguousArray<Int64>()

    init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {
        self.instrument = instrument
        bidTicks.reserveCapacity(levels)
        askTicks.reserveCapacity(levels)
    }

    mutating func onTimer(_ context: inout StrategyContext) {
        let bestBid = Double(context.bid(instrument).raw / tickRaw) * tick
        let bestAsk = Double(context.ask(instrument).raw / tickRaw) * tick
        let position = context.position.quantity.double
        let middle = (bestBid + bestAsk) / 2.0 - tick * position
        fillTicks(
            bid: (min(middle - tick * 0.5, bestBid) / tick).rounded(.down) * tick,
            ask: (max(middle + tick * 0.5, bestAsk) / tick).rounded(.up) * tick, position: position)
        cancelStale(&context)
        quote(.buy, bidTicks, &context)
        quote(.sell, askTicks, &context)
    }

    /// Nothing lasts from one call to the next.
    mutating func persist(in archive: inout StateArchive) throws(StateError) {}

    private mutating func fillTicks(bid: Double, ask: Double, position: Double) {
        var bid = bid
        var ask = ask
        bidTicks.removeAll(keepingCapacity: true)
        askTicks.removeAll(keepingCapacity: true)
        for _ in 0..<levels where position < 5 {
            bidTicks.append(Int64((bid / tick).rounded()))
            bid -= tick
        }
        for _ in 0..<levels where position > -5 {
            askTicks.append(Int64((ask / tick).rounded()))
            ask += tick
        }
    }

    private func cancelStale(_ context: inout StrategyContext) {
        for index in 0..<context.workingOrderCount {
            guard context.workingOrder(index).state == .open, !context.workingOrder(index).isCancelRequested else {
                continue
            }
            let tick = context.workingOrder(index).request.limitPrice.raw / tickRaw
            let isBuy = context.workingOrder(index).request.side == .buy
            if isBuy ? bidTicks.contains(tick) : askTicks.contains(tick) { continue }
            context.cancel(context.workingOrder(index).id)
        }
    }

    private func quote(_ side: Side, _ ticks: ContiguousArray<Int64>, _ context: inout StrategyContext) {
        for tick in ticks {
            let price = Price(raw: tick * tickRaw)
            if isQuoted(price, context) { continue }
            _ = context.submit(.limit(side, quantity, at: price, of: instrument, timeInForce: .postOnly))
        }
    }

    private func isQuoted(_ price: Price, _ context: borrowing StrategyContext) -> Bool {
        for index in 0..<context.workingOrderCount where context.workingOrder(index).request.limitPrice == price {
            return true
        }
        return false
    }
}
