internal import ArgumentParser
internal import Foundation
internal import ServiceLifecycle
internal import SigmaAPI
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaRuntime
internal import UnixSignals

/// Watches a live session from a second process, and protects its positions when it falls silent.
struct GuardianCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guardian",
        abstract: "Watch a live session, and cancel its orders and close its positions when it falls silent.",
        discussion: """
            Run it beside `sigma run --live`, under a supervisor of its own. It asks the session for a sign of life. When
            none comes for guardian.patience, it ends what is left of the session's process, takes the session over from
            its journal as a restart would, halts trading, and does what guardian.action says. Everything it does is in the
            session's journal. Trading stays halted until `sigma control resume`.

            A session that ended in good order, or never started, is left alone.

            Examples:
              sigma guardian --config live.yaml
              SIGMA_GUARDIAN_PATIENCE=10s sigma guardian --config live.yaml

            Exit codes beside the usual ones: 0 after it has stepped in, 69 when the exchange did not let it.
            """)

    @OptionGroup var options: ConfigOptions

    func run() async throws {
        let loaded = try options.load()
        ConfigWarnings.write(loaded)
        guard loaded.configuration.mode == .live else {
            throw CommandFailure(.usage, "the configuration says mode: sim; there is no money to protect")
        }
        let clock = SystemClock()
        let takeover = SessionTakeover(try SessionPlan(loaded, now: clock.now), clock: clock)
        let settings = loaded.configuration.guardian
        let service = GuardianService(
            control: ControlClient(path: takeover.directory.control.path, timeoutSeconds: 2),
            watch: GuardianWatch(patience: settings.patience), clock: clock)
        print(
            "Guarding session '\(loaded.configuration.session)': \(settings.action.rawValue) after "
                + "\(settings.patience.nanoseconds / 1_000_000_000) s of silence.")
        fflush(nil)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: takeover.logger))
        try await group.run()
        guard service.hasSteppedIn else { return }
        let summary = try await takeover.run(settings.action == .flatten ? .flatten : .cancel)
        print(summary.text)
    }
}
