internal import ArgumentParser
internal import Foundation
internal import SigmaModel
internal import SigmaRuntime

/// Replays a recorded session through BACKTEST: the parity certificate, or the state at an instant.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay a recorded session: prove that a backtest decides the same, or explain a decision.",
        discussion: """
            A session's journal holds everything it was told and everything it did. The replay applies the first to the
            backtest driver and compares the second, decision by decision, across restarts, commands and presets.

            Examples:
              sigma replay --verify sigma-data/sessions/default
              sigma replay --verify sigma-data/sessions/default --json
              sigma replay --until 2026-03-01T09:30:00Z --explain sigma-data/sessions/default

            Exit codes beside the usual ones: 1 when a decision differs.
            """)

    @Argument(help: "The session's folder, the one that holds session.json.")
    var directory: String

    @Flag(help: "Compare every decision and print the certificate; the default.")
    var verify = false

    @Option(help: "Stop after the last event that is not later, such as 2026-03-01T09:30:00Z.")
    var until: String?

    @Flag(help: "Show the state there, and why the newest decision was taken.")
    var explain = false

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() throws {
        let end = try until.map { try OptionText.time("--until", $0).start }
        var replay = try SessionReplay(SessionDirectory(URL(filePath: directory)))
        if explain {
            let explanation = try SessionExplanation(&replay, until: end)
            print(json ? try JSONText.of(ExplanationJSON(explanation)) : explanation.text)
        } else {
            try replay.run(until: end)
            print(json ? try JSONText.of(CertificateJSON(replay.certificate)) : replay.certificate.text)
        }
        guard replay.certificate.isGreen else { throw ExitCode(1) }
    }
}
