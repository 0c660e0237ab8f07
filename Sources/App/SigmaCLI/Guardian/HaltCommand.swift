internal import ArgumentParser
internal import Foundation
internal import SigmaAPI
internal import SigmaConfiguration
internal import SigmaRuntime

/// The kill switch.
struct HaltCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "halt",
        abstract: "Stop trading now; with --flatten, cancel every order and close every position as well.",
        discussion: """
            A running session is told, and has recorded and begun it when this returns. A live session whose process is gone
            is taken over from its journal, as `sigma guardian` does. Trading stays halted until `sigma control resume`.

            Examples:
              sigma halt
              sigma halt --flatten
              sigma halt --flatten --config live.yaml
            """)

    @OptionGroup var options: ConfigOptions

    @Flag(help: "Cancel every order and close every position.")
    var flatten = false

    func run() async throws {
        let loaded = try options.load()
        let clock = SystemClock()
        let plan = try SessionPlan(loaded, now: clock.now)
        let control = ControlClient(path: plan.directory.control.path)
        do throws(ControlError) {
            return print(try await control.send(ControlCommand(flatten ? "kill" : "halt")).message)
        } catch {
            switch error {
            case .notRunning, .failed: break
            case .refused, .malformed, .alreadyRunning, .unusable: throw CommandFailure(.unavailable, error.description)
            }
            guard loaded.configuration.mode == .live else { throw CommandFailure(.unavailable, error.description) }
        }
        guard try plan.directory.readManifest() != nil else {
            throw CommandFailure(.noInput, "there is no session '\(loaded.configuration.session)' to halt")
        }
        print("Nobody runs the session; taking it over from its journal.")
        let summary = try await SessionTakeover(plan, clock: clock).run(flatten ? .flatten : .cancel)
        print(summary.text)
    }
}
