internal import SigmaEngine
internal import SigmaModel
internal import SigmaSimulation
internal import SigmaStrategies

/// Backtest options, checked and turned into values.
struct BacktestPlan {
    var instrument: Instrument
    var timeframe: Timeframe?
    var descriptor: StrategyDescriptor
    var parameters: ParameterValues
    var sizing: Sizing
    var cash: Money
    var settings: SimulationSettings
    var limits: RiskLimits
    var from: Timestamp?
    /// The first instant not traded.
    var until: Timestamp?
    var macro: [MacroReading]

    /// Checks every option; the first that is wrong is named with its mend.
    init(_ options: BacktestOptions, defaultSymbol: String?) throws {
        guard let venue = Venue(rawValue: options.venue) else {
            throw CommandFailure(.usage, OptionText.choice("--venue", options.venue, Venue.allCases.map(\.rawValue)))
        }
        guard let symbol = options.symbol ?? defaultSymbol else {
            throw CommandFailure(.usage, "--symbol is missing; name the instrument, such as --symbol KRW-BTC")
        }
        instrument = try Instrument(venue: venue, symbol: symbol)
        if let fee = options.fee {
            let rate = try OptionText.rate("--fee", fee, -0.01...0.1)
            instrument.rules = instrument.rules.mapping {
                $0.makerFee = rate
                $0.takerFee = rate
            }
        }
        if let name = options.feeAsset {
            guard let asset = FeeAsset(rawValue: name) else {
                throw CommandFailure(
                    .usage, OptionText.choice("--fee-asset", name, FeeAsset.allCases.map(\.rawValue)))
            }
            instrument.rules = instrument.rules.mapping { $0.feeAsset = asset }
        }
        if let name = options.timeframe {
            guard let value = Timeframe(name) else {
                throw CommandFailure(.usage, OptionText.choice("--timeframe", name, Timeframe.names))
            }
            timeframe = value
        }
        descriptor = try StrategyRegistry.descriptor(named: options.strategy)
        parameters = ParameterValues(descriptor.parameters)
        for assignment in options.parameters {
            let (name, value) = try OptionText.assignment("--set", assignment)
            try parameters.set(name, to: value)
        }
        sizing = try OptionText.sizing(options.sizing)
        cash = try OptionText.money("--cash", options.cash)
        settings = try BacktestPlan.settings(options)
        limits = RiskLimits()
        limits.maxDrawdown = try options.maxDrawdown.map { try OptionText.rate("--max-drawdown", $0, 0...1) }
        limits.maxDailyLoss = try options.maxDailyLoss.map { try OptionText.rate("--max-daily-loss", $0, 0...1) }
        from = try options.from.map { try OptionText.time("--from", $0).start }
        until = try options.to.map { try OptionText.time("--to", $0).end }
        if let from, let until, from >= until {
            throw CommandFailure(
                .usage, "--from \(options.from ?? "") is not before --to \(options.to ?? ""); choose a later --to")
        }
        macro = try MacroFiles.read(options.macro)
    }

    private static func settings(_ options: BacktestOptions) throws -> SimulationSettings {
        var settings = SimulationSettings()
        guard let rule = FillRule(rawValue: options.fill) else {
            throw CommandFailure(.usage, OptionText.choice("--fill", options.fill, FillRule.allCases.map(\.rawValue)))
        }
        settings.fillRule = rule
        settings.slippage = Slippage(
            halfSpread: try OptionText.rate("--slippage", options.slippage, 0...0.1),
            impact: try OptionText.rate("--impact", options.impact, 0...1))
        settings.participation = try options.participation.map {
            try OptionText.rate("--participation", $0, 0.000_000_01...1)
        }
        guard (0...60_000).contains(options.latency) else {
            throw CommandFailure(
                .usage, "--latency \(options.latency) is out of range; it takes 0 … 60000 milliseconds")
        }
        if options.latency > 0 {
            let delay = Latency.constant(TimeSpan(milliseconds: Int64(options.latency)))
            settings.entryLatency = delay
            settings.responseLatency = delay
            settings.feedLatency = delay
        }
        settings.queue = try OptionText.queue(options.queue)
        return settings
    }

    /// Whether an instant is inside the chosen period.
    func contains(_ time: Timestamp) -> Bool {
        if let from, time < from { return false }
        if let until, time >= until { return false }
        return true
    }
}
