internal import ArgumentParser

/// A generated market, a backtest and a tear sheet, with nothing to configure.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "demo", abstract: "Generate a market, backtest vmsi on it, write a tear sheet.")

    func run() throws {}
}
