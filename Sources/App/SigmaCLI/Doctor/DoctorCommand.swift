internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration
internal import SigmaObservability
internal import SigmaRuntime

/// Checks the configuration and the machine, and says how to mend what is wrong.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the configuration and the machine, and say how to mend what is wrong.",
        discussion: """
            Exit codes: 0 nothing failed (there may be warnings), 1 a check failed.

            Examples:
              sigma doctor
              sigma doctor --config live.yaml --json
            """)

    @OptionGroup var options: ConfigOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let result: Result<LoadedConfiguration, ConfigurationFailure>
        do {
            result = .success(try options.load())
        } catch let failure as ConfigurationFailure {
            result = .failure(failure)
        }
        let exchange = try DoctorCommand.exchange(try? result.get())
        let checks = try DoctorCommand.checks(result) + (exchange?.checks ?? [])
        let findings = await Doctor.examine(checks, seconds: exchange == nil ? 4 : VenueChecks.seconds)
        await exchange?.connection.close()
        print(json ? try DoctorReport(findings).text() : DoctorCommand.text(findings))
        let failed = findings.filter { $0.finding.result == .failure }.map(\.name)
        guard failed.isEmpty else {
            throw CommandFailure(.unhealthy, "\(failed.joined(separator: ", ")): not as it should be")
        }
    }

    /// The checks of a configuration; of the defaults where there is none, so that the machine is looked at anyway.
    private static func checks(
        _ result: Result<LoadedConfiguration, ConfigurationFailure>
    ) throws -> [any DoctorCheck] {
        let loaded = try? result.get()
        let configuration = try loaded?.configuration ?? ConfigurationLoader.load(text: nil, path: "").configuration
        let machine: [any DoctorCheck] = [
            ConfigurationCheck(result: result), SecretFileCheck(loaded),
            DataDirectoryCheck(path: configuration.dataDirectory), DiskSpaceCheck(path: configuration.dataDirectory),
            ClockCheck(), TimeZoneCheck(), OpenFileCheck(), MemoryCheck(),
            PortCheck(monitoring: configuration.monitoring), StoreCheck(configuration: configuration),
        ]
        let bus: [any DoctorCheck] = configuration.bus.kind == .redis ? [BusCheck(configuration: configuration)] : []
        let queue: [any DoctorCheck] =
            configuration.queue.kind == .rabbitmq ? [QueueCheck(configuration: configuration)] : []
        return machine + bus + queue
    }

    /// The checks of the exchange that a session hears or trades at, and how to let go of it; nil where there is none.
    private static func exchange(_ loaded: LoadedConfiguration?) throws -> (
        checks: [any DoctorCheck], connection: VenueConnection
    )? {
        guard let loaded, loaded.configuration.feed.source == .venue else { return nil }
        let (configuration, clock) = (loaded.configuration, SystemClock())
        let connection = try VenueConnection(
            configuration, clock: clock,
            logger: StructuredLog(configuration.log, hiding: loaded.secrets).logger("market"))
        return (VenueChecks.all(connection, configuration, now: clock.now), connection)
    }

    private static func text(_ findings: [(name: String, finding: DoctorFinding)]) -> String {
        let width = findings.map(\.name.count).max() ?? 0
        return findings.map { name, finding in
            let result = finding.result.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            let line = "\(result) \(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(finding.detail)"
            return finding.mend.map { "\(line)\n\(String(repeating: " ", count: width + 11))→ \($0)" } ?? line
        }
        .joined(separator: "\n")
    }
}

/// What `sigma doctor --json` prints.
private struct DoctorReport: Encodable {
    struct Check: Encodable {
        let name, result, detail: String
        let mend: String?
    }

    let healthy: Bool
    let checks: [Check]

    init(_ findings: [(name: String, finding: DoctorFinding)]) {
        healthy = findings.allSatisfy { $0.finding.result != .failure }
        checks = findings.map { name, finding in
            Check(name: name, result: finding.result.rawValue, detail: finding.detail, mend: finding.mend)
        }
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
