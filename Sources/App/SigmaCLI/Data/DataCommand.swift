internal import ArgumentParser

/// Market history: import, look at, clean, export, generate.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "data", abstract: "Import, inspect, clean, export and generate market history.")
}
