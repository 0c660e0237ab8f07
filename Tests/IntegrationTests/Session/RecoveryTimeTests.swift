import Foundation
import SigmaJournal
import TestServers
import Testing

/// How long a session of a busy day takes to be ready again after a crash; `SIGMA_RECOVERY_EVENTS=86400000` runs it.
@Suite("Recovery time", .blocking)
struct RecoveryTimeTests {
    private static let events = ProcessInfo.processInfo.environment["SIGMA_RECOVERY_EVENTS"].flatMap(Int.init)

    private static let configuration = """
        session: day
        feed: {seed: 1, start: 2026-01-01T00:00:00Z, events-per-second: 1000, speed: 0}
        monitoring: {enabled: false}

        """

    @Test(
        "a day of a thousand trades a second is recovered in less than a second",
        .enabled(if: events != nil && BuiltProgram.isOptimised, "takes minutes: make crash-test DAY=1"))
    func day() throws {
        let events = try #require(Self.events)
        let folder = try ScratchFolder("recovery", inMemory: false)
        try folder.write(Self.configuration + "data-directory: \(folder.path)\n", to: "day.yaml")
        let directory = folder.file("sessions/day")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var seconds: [Double] = []
        for kill in 0..<5 {
            let summary = try crash(at: events / 100 * (96 + kill), in: folder, "\(directory)/journal")
            seconds.append(summary.recoverySeconds)
            print(
                "RECOVERY killed at record \(summary.records): \(summary.recoverySeconds) s, snapshot at "
                    + "\(summary.snapshot), \(summary.replayed) records replayed")
        }
        let bytes = try JournalDirectory("\(directory)/journal").segments().reduce(0) { $0 + $1.bytes }
        print("RECOVERY max \(seconds.max() ?? 0) s, journal \(bytes / 1_000_000) MB")
        #expect(seconds.allSatisfy { $0 < 1 })
    }

    /// Kills the session when its journal is about so many records long, and recovers it without going on.
    private func crash(at records: Int, in folder: ScratchFolder, _ journal: String) throws -> SessionSummary {
        let arguments = ["run", "--config", folder.file("day.yaml"), "--json", "--events"]
        let child = try ChildProcess(BuiltProgram.path, arguments + ["1000000000"], output: folder.path)
        while child.wait(for: .milliseconds(20)) == .timeout {
            guard try Self.length(of: journal) < records else { break }
        }
        #expect(child.crash() == .killed(by: SIGKILL))
        let recovered = try ChildProcess(BuiltProgram.path, arguments + ["1"], output: folder.path)
        #expect(try recovered.end() == .exited(0))
        return try JSONDecoder().decode(SessionSummary.self, from: Data(recovered.output.utf8))
    }

    /// How many records a journal has, judged by the length of its last segment.
    private static func length(of journal: String) throws -> Int {
        let segments = try JournalDirectory(journal).segments()
        guard let last = segments.last, let first = segments.first else { return 0 }
        let bytes = segments.dropLast().reduce(0) { $0 + $1.bytes }
        guard bytes > 0 else { return 0 }
        let perByte = Double(last.firstSequence - first.firstSequence) / Double(bytes)
        return Int(last.firstSequence) + Int(Double(last.bytes) * perByte)
    }
}
