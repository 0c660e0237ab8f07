internal import ArgumentParser

/// Market history: import, look at, clean, export, generate.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Download, import, inspect, clean, export and generate market history.",
        discussion: """
            Examples:
              sigma data fetch --venue upbit --symbol KRW-BTC --timeframe 1m --from 2025-01-01 --output btc.sigma
              sigma data import KRW-BTC.csv.gz --output btc.sigma --venue upbit --symbol KRW-BTC
              sigma data info btc.sigma
              sigma data clean btc.sigma
              sigma data export btc.sigma --output btc.csv
              sigma data generate --output market.sigma --kind market --days 1
            """,
        subcommands: [
            FetchCommand.self, ImportCommand.self, InfoCommand.self, CleanCommand.self, ExportCommand.self,
            GenerateCommand.self,
        ])
}
