internal import ArgumentParser
internal import SigmaRuntime
internal import SigmaStorage

/// Brings the store's schema up to date.
struct StoreMigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the store's schema up to this program's, forwards only; makes the store when it is new.",
        discussion: """
            Examples:
              sigma store migrate
              sigma store migrate --store sqlite:store.db
            """)

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let store = try options.open()
        let applied = try await store.migrate(at: SystemClock().now)
        let what = applied.map { number in "\(number) (\(Schema.migrations[number - 1].name))" }
        print(
            applied.isEmpty
                ? "\(store.address) is up to date" : "\(store.address): applied \(what.joined(separator: ", "))")
        await store.close()
    }
}
