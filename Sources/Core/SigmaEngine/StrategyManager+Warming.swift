internal import BasicContainers
internal import SigmaModel

extension StrategyManager {
    /// The most macro readings kept, over all series.
    static let readingsKept = 512

    /// Gives a past candle to the strategies of its instrument and timeframe.
    mutating func warm(_ candle: Candle, _ context: inout StrategyContext) {
        for index in 0..<routes.count where isAddressed(candle, index) {
            if keepsCandles { memories[index].remember(candle) }
            warm(index, with: candle, &context)
        }
    }

    /// Puts another runner in a strategy's place and starts its timer.
    mutating func replace(_ index: Int, by runner: StrategyRunner, at time: Timestamp) {
        slots[index].runner = runner
        connect(index)
        routes[index].nextTimer = .never
        if routes[index].interests.contains(.timer) { startTimer(index, at: time) }
        nextTimer = .never
        interests = []
        for index in 0..<routes.count {
            nextTimer = min(nextTimer, routes[index].nextTimer)
            interests.formUnion(routes[index].interests)
        }
        memories[index].resize(need: runner.warmupCandles)
    }

    /// Gives a strategy all that is kept for it, in the order of time.
    ///
    /// A reading counts for the candle that closes at its time, as it does for a source that gives it no later than the
    /// candle.
    mutating func warmFromMemory(_ index: Int, _ context: inout StrategyContext) {
        var reading = 0
        for rank in 0..<memories[index].count {
            let candle = memories[index][rank]
            while reading < readings.count, readings[reading].time <= candle.closeTime {
                slots[index].runner.onMacro(readings[reading])
                reading += 1
            }
            warm(index, with: candle, &context)
        }
        for later in reading..<readings.count { slots[index].runner.onMacro(readings[later]) }
    }

    /// Keeps a macro reading for strategies that begin later.
    mutating func remember(_ reading: MacroReading) {
        if readings.count == StrategyManager.readingsKept { readings.removeFirst() }
        readings.append(reading)
    }

    private mutating func warm(_ index: Int, with candle: Candle, _ context: inout StrategyContext) {
        context.current = StrategyID(index)
        context.now = candle.closeTime
        slots[index].runner.onCandle(candle, &context)
    }
}
