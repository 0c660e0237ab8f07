internal import BasicContainers
public import SigmaModel

extension TradingBot {
    /// A trade printed.
    public mutating func onTrade(_ trade: Trade) {
        advance(to: trade.time)
        if trade.time >= nextDue { fireTimers(upTo: trade.time, grace: .zero) }
        let market = Int(trade.instrument.index)
        context.markets[market].refreshRules(at: context.now)
        context.markets[market].last = trade.price
        context.markets[market].lastTime = trade.time
        context.portfolio.mark(trade.instrument, at: trade.price)
        afterPrice(of: trade.instrument, high: trade.price, low: trade.price)
        if candles.count > 0 {
            candles.add(trade)
            if candles.nextClose < nextDue { refreshTimer() }
        }
        if strategies.interests.contains(.trades) { strategies.onTrade(trade, &context) }
        tellEnds()
    }

    /// A source delivered a closed candle.
    public mutating func onCandle(_ candle: Candle) {
        let time = candle.closeTime
        if candle.openTime >= nextDue { fireTimers(upTo: candle.openTime, grace: .zero) }
        advance(to: time)
        let market = Int(candle.instrument.index)
        context.markets[market].refreshRules(at: context.now)
        context.markets[market].last = candle.close
        context.markets[market].lastTime = time
        context.portfolio.mark(candle.instrument, at: candle.close)
        afterPrice(of: candle.instrument, high: candle.high, low: candle.low)
        // A trailing stop that survived the low and followed the high may lie beyond the close.
        if context.armedCount > 0 {
            context.checkTriggers(of: candle.instrument, high: candle.close, low: candle.close)
        }
        if candles.count > 0 {
            candles.add(candle)
            if candles.nextClose < nextDue { refreshTimer() }
        }
        strategies.onCandle(candle, &context)
        if time >= nextDue { closeLonger(of: candle.instrument, upTo: time) }
        tellEnds()
    }

    /// Closes the longer candles that a delivered candle completes, then fires the timers that are due.
    ///
    /// Another instrument's candle of the same end may still be under way, so its longer candles wait for it, or for
    /// time.
    private mutating func closeLonger(of instrument: InstrumentID, upTo time: Timestamp) {
        while let candle = candles.close(of: instrument, upTo: time) { strategies.onCandle(candle, &context) }
        if strategies.nextTimer <= time { strategies.onTimer(time, &context) }
        refreshTimer()
    }

    /// The best bid or ask changed.
    public mutating func onQuote(_ quote: Quote) {
        advance(to: quote.time)
        if quote.time >= nextDue { fireTimers(upTo: quote.time, grace: .zero) }
        let market = Int(quote.instrument.index)
        context.markets[market].refreshRules(at: context.now)
        context.markets[market].bid = quote.bid
        context.markets[market].ask = quote.ask
        context.markets[market].lastTime = quote.time
        markUntraded(market, quote.instrument, bid: quote.bid, ask: quote.ask)
        if strategies.interests.contains(.quotes) { strategies.onQuote(quote, &context) }
        tellEnds()
    }

    /// A level of the book changed.
    public mutating func onBook(_ update: BookUpdate) {
        advance(to: update.time)
        if update.time >= nextDue { fireTimers(upTo: update.time, grace: .zero) }
        let market = Int(update.instrument.index)
        context.markets[market].refreshRules(at: context.now)
        _ = context.markets[market].book.apply(update)
        guard update.flags.contains(.last) else { return }
        let bid = context.markets[market].book.bids.best ?? .zero
        let ask = context.markets[market].book.asks.best ?? .zero
        context.markets[market].bid = bid
        context.markets[market].ask = ask
        context.markets[market].lastTime = update.time
        markUntraded(market, update.instrument, bid: bid, ask: ask)
        if strategies.interests.contains(.books) { strategies.onBook(of: update.instrument, &context) }
        tellEnds()
    }

    /// Time reached an instant.
    public mutating func onTimer(_ time: Timestamp) {
        advance(to: time)
        if time >= nextTimer { fireTimers(upTo: time, grace: candleGrace) }
        tellEnds()
    }

    /// A macro series has a new reading.
    public mutating func onMacro(_ reading: MacroReading) {
        advance(to: reading.time)
        strategies.onMacro(reading)
    }

    /// Values a holding by the middle of the quote until the first trade.
    @inline(__always)
    private mutating func markUntraded(_ market: Int, _ instrument: InstrumentID, bid: Price, ask: Price) {
        guard context.markets[market].last.raw == 0, bid.raw > 0, ask.raw > 0 else { return }
        context.portfolio.mark(instrument, at: Price(raw: bid.raw + (ask.raw - bid.raw) / 2))
    }

    /// What a new price may set off: loss limits and armed orders.
    @inline(__always)
    private mutating func afterPrice(of instrument: InstrumentID, high: Price, low: Price) {
        if context.risk.limits.watchesEquity { context.risk.observe(equity: context.portfolio.equity, at: context.now) }
        if context.armedCount > 0 { context.checkTriggers(of: instrument, high: high, low: low) }
    }

    /// Closes the candles and fires the timers that are due, in the order of their times.
    private mutating func fireTimers(upTo time: Timestamp, grace: TimeSpan) {
        let horizon = time - grace
        while true {
            let due = min(candles.nextClose <= horizon ? candles.nextClose : .never, strategies.nextTimer)
            guard due <= time else { break }
            context.now = max(context.now, due)
            while let candle = candles.close(upTo: min(due, horizon)) { strategies.onCandle(candle, &context) }
            if strategies.nextTimer <= due { strategies.onTimer(due, &context) }
        }
        refreshTimer()
    }
}
