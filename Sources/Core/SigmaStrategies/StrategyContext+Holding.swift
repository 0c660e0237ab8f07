internal import SigmaEngine
internal import SigmaModel

extension StrategyContext {
    /// What of the strategy's position the venue's quantity step allows to sell; zero when flat or short.
    var sellable: Quantity {
        let held = position.quantity
        return held.raw > 0 ? held.roundedDown(to: quantityStep(instrument)) : .zero
    }

    /// Whether an order is still approved, under way or working.
    func isWorking(_ id: OrderID) -> Bool {
        guard let order = order(id) else { return false }
        return !order.state.isTerminal
    }
}

extension Timeframe {
    /// Refuses the timeframe without candles for a strategy that needs them.
    func requireCandles(for strategy: String) throws(ParameterError) {
        guard self > .tick else {
            throw .contradiction("\(strategy) needs candles; choose a timeframe of 1s or longer instead of tick")
        }
    }
}
