internal import ArgumentParser
internal import Foundation
internal import SigmaJournal
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaStorage

/// Rehearses the loss of the store.
struct StoreDrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract:
            "Rehearse the loss of the store: back up, restore to an empty one, catch up from the journal, compare.",
        discussion: """
            The store itself is only read. The aims: no more than five minutes of records lost, serving again within thirty.

            Examples:
              sigma store drill sigma-data/sessions/default
              sigma store drill sigma-data/sessions/default --backup backups/2026-03-01.db

            Exit codes beside the usual ones: 1 when an aim is missed.
            """)

    @OptionGroup var options: StoreOptions

    @Argument(help: "The session's folder, the one that holds session.json.")
    var directory: String

    @Option(help: "Restore this backup instead of a new one.")
    var backup: String?

    func run() async throws {
        let (session, journal) = try ProjectedSession.load(directory)
        let store = try options.openExisting()
        let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-drill-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = backup ?? folder.appending(path: "backup").path
        var records = DrillJournal(journal)
        let result = try await StoreDrill(session, in: store).run(
            backup: path, hasBackup: backup != nil, at: SystemClock().now
        ) { try records.record($0) }
        print(result.text)
        await store.close()
        guard result.isPassed else { throw ExitCode(1) }
    }
}

/// A journal that is first asked at some record and then onwards.
private struct DrillJournal: ~Copyable {
    private let path: String
    private var reader: JournalReader?

    init(_ path: String) { self.path = path }

    mutating func record(_ sequence: UInt64) throws -> SessionRecord? {
        if reader == nil { reader = try JournalReader(path, from: sequence) }
        return try reader?.next()
    }
}

extension StoreDrill.Result {
    /// The report, with the aims beside the figures.
    fileprivate var text: String {
        var lines = [
            "backup         \(Self.seconds(backup)), up to record \(backedUp)",
            "restore        \(Self.seconds(restore))",
            "catch-up       \(Self.seconds(catchUp)), \(recovered - min(recovered, backedUp)) records from the journal",
            "recovery point \(lostRecords) records lost (aim: no more than 5 min of them); by the backup alone "
                + "\(recovered - min(recovered, backedUp))",
            "recovery time  \(Self.seconds(recoveryTime)) (aim: 30 min)",
        ]
        lines += differences?.map { "DIFFERENT      \($0)" } ?? ["not compared   the store is at another record"]
        lines.append(isPassed ? "passed" : "FAILED")
        return lines.joined(separator: "\n")
    }

    private static func seconds(_ duration: Duration) -> String {
        duration.formatted(.units(allowed: [.minutes, .seconds], fractionalPart: .show(length: 2)))
    }
}
