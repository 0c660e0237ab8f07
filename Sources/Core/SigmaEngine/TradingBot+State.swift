internal import BasicContainers
public import SigmaModel

extension TradingBot: Persistable {
    /// Everything that later decisions depend on; the effects must have been performed and cleared.
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        guard effectCount == 0 else { throw .busy("effects are not yet performed") }
        try archive.section("engine")
        try archive.require(candleGrace, "how long a candle waits for late trades")
        try archive.require(context.markets.count, "the number of instruments")
        try archive.require(strategies.count, "the number of strategies")
        try archive.field(&eventCount)
        try archive.field(&nextTimer)
        try archive.field(&nextDue)
        for index in flattening.indices { try archive.field(&flattening[index]) }
        try archive.field(&isFlattening)
        try context.persist(in: &archive)
        try archive.field(&candles)
        try strategies.persist(in: &archive)
        try archive.section("end of engine")
    }
}

extension StrategyContext {
    /// The session's state without its strategies'; what one price triggers is forgotten after it.
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("context")
        try archive.field(&now)
        try archive.field(&current)
        try archive.field(&hash)
        try archive.field(&armedCount)
        try archive.field(&ended)
        try archive.field(&hasEnded)
        for index in 0..<tripResults.count { try archive.field(&tripResults[index]) }
        for index in 0..<lastFills.count { try archive.field(&lastFills[index]) }
        try archive.section("markets")
        for index in 0..<markets.count {
            try archive.require(markets[index].symbol, "the symbol of instrument \(index)")
            try archive.field(&markets[index])
        }
        try archive.field(&orders)
        try archive.field(&portfolio)
        try archive.field(&risk)
    }
}
