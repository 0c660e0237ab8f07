internal import ArgumentParser
internal import SigmaJournal
internal import SigmaRuntime
internal import SigmaStorage

/// Makes a session's rows again from its journal.
struct StoreRebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Delete what the store knows of a session and make it again from the session's journal.",
        discussion: """
            End the session first. Signals keep their numbers, so that their labels stay theirs.

            Examples:
              sigma store rebuild sigma-data/sessions/default
            """)

    @OptionGroup var options: StoreOptions

    @Argument(help: "The session's folder, the one that holds session.json.")
    var directory: String

    func run() async throws {
        let (session, journal) = try ProjectedSession.load(directory)
        let store = try options.open()
        try await store.migrate(at: SystemClock().now)
        var projection = try await StoreProjection.rebuild(session, in: store)
        var reader = try JournalReader(journal)
        while let record = try reader.next() { try await projection.take(record) }
        try await projection.flush(isAtEnd: true)
        print("\(store.address): session \(session.row.name) made again from \(projection.watermark) records")
        await store.close()
    }
}
