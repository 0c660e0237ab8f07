internal import SigmaEngine
internal import SigmaModel
internal import SigmaSimulation

extension HostStatus {
    /// Takes over what a session's state says; the counts of outputs are kept as they come.
    mutating func update(from recorded: borrowing RecordedSession) {
        run = recorded.progress.run
        sequence = recorded.progress.sequence
        marketEvents = recorded.progress.marketEvents
        lostMessages = recorded.progress.lostMessages
        presets = recorded.progress.presets
        deposited = recorded.progress.deposited
        fills = UInt64(recorded.session.recorder.fillCount)
        fees = recorded.session.recorder.fees
        denials = UInt64(recorded.session.recorder.denials.reduce(0, +))
        now = recorded.session.bot.now
        equity = recorded.session.bot.equity
        cash = recorded.session.bot.portfolio.freeCash
        orders = recorded.progress.orders
        signals = recorded.progress.signals
        workingOrders = recorded.session.bot.orders.activeCount
        tradingState = recorded.session.bot.risk.tradingState
        effectHash = recorded.session.bot.effectHash
        for index in positions.indices {
            positions[index] = recorded.session.bot.portfolio.position(of: StrategyID(index)).quantity
        }
        if owned.isEmpty { owned = Array(repeating: 0, count: recorded.assetCount) }
        for index in owned.indices {
            owned[index] = recorded.session.bot.portfolio.ledger.owned(AssetID(index))
        }
        for index in remainders.indices {
            remainders[index] = recorded.session.bot.portfolio.ownPosition(in: InstrumentID(index)).quantity
        }
        for index in prices.indices { prices[index] = recorded.session.bot.lastPrice(of: InstrumentID(index)) }
    }
}
