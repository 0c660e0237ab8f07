package import ArgumentParser

/// The root of the command line.
package struct SigmaCommand: ParsableCommand {
    /// The name, help and subcommands.
    package static let configuration = CommandConfiguration(
        commandName: "sigma",
        abstract: "A personal trading system: the same engine for live trading, simulation and backtests.",
        discussion: """
            Examples:
              sigma demo
              sigma strategies
              sigma backtest --candles btc.csv --venue upbit --symbol KRW-BTC --strategy ema-cross

            Exit codes: 0 success, 1 a check failed, 64 wrong usage, 65 bad data, 66 no such input, 69 a service does not answer, 70 internal \
            error, 73 output cannot be written, 74 the disk failed, 75 another process is at work, 78 wrong configuration.
            """,
        version: SigmaVersion.text,
        subcommands: [
            DemoCommand.self, RunCommand.self, GuardianCommand.self, HaltCommand.self, FeedCommand.self,
            WorkerCommand.self, StatusCommand.self,
            ControlSessionCommand.self, ReplayCommand.self, BacktestCommand.self, DataCommand.self,
            StrategiesCommand.self, ConfigCommand.self, StoreCommand.self, DoctorCommand.self,
            EmulatorCommand.self,
        ])

    package init() {}
}

/// The version of this program.
package enum SigmaVersion {
    /// Semantic version, as in CHANGELOG.md.
    package static let text = "0.1.0"
}
