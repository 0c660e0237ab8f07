internal import ArgumentParser
internal import SigmaModel
internal import SigmaStorage

/// Says what the store holds.
struct StoreInfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Print the schema's version, the rows of each table, and how far each session is projected.",
        discussion: """
            Examples:
              sigma store info
              sigma store info --store sqlite:store.db --json
            """)

    @OptionGroup var options: StoreOptions

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() async throws {
        let store = try options.openExisting()
        let info = StoreInfo(
            store: store.address, migrations: try await Migrator(store.database).applied().count,
            known: Schema.migrations.count, tables: try await store.fingerprint().tables,
            projections: try await projections(of: store))
        print(json ? try JSONText.of(info) : info.text)
        await store.close()
    }

    private func projections(of store: Store) async throws -> [StoreInfo.Projection] {
        guard try await !Migrator(store.database).applied().isEmpty else { return [] }
        return try await store.projections.projections().map {
            StoreInfo.Projection(
                session: $0.session, watermark: $0.watermark, isRebuilding: $0.isRebuilding, updatedAt: $0.updatedAt)
        }
    }
}

/// What `sigma store info` prints.
struct StoreInfo: Encodable {
    /// How far one session is in the store.
    struct Projection: Encodable {
        var session: String
        var watermark: UInt64
        var isRebuilding: Bool
        var updatedAt: Timestamp
    }

    var store: String
    var migrations: Int
    var known: Int
    var tables: [StoreFingerprint.Table]
    var projections: [Projection]

    var text: String {
        var lines = ["store        \(store)", "migrations   \(migrations) of \(known)"]
        for table in tables { lines.append("\(table.name): \(table.rows) rows") }
        for projection in projections {
            let state = projection.isRebuilding ? ", being rebuilt" : ""
            lines.append(
                "session \(projection.session): up to record \(projection.watermark) (\(projection.updatedAt))\(state)")
        }
        return lines.joined(separator: "\n")
    }
}
