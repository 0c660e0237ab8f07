import SigmaModel
import SigmaPorts
import SigmaStorage
import Testing

@Suite("Migrations")
struct MigrationTests {
    private static let first = Migration(1, "first", ["CREATE TABLE one (id {id}, text TEXT NOT NULL) {strict}"])
    private static let second = Migration(
        2, "second", ["CREATE TABLE two (id {id}) {strict}", "ALTER TABLE one ADD COLUMN extra {decimal}"])

    @Test("apply once, in order, and are recorded", arguments: Backend.available)
    func applyOnce(_ backend: Backend) async throws {
        let store = try TestStore(backend).open()
        #expect(try await store.migrate(at: .start) == Array(1...Schema.migrations.count))
        #expect(try await store.migrate(at: .start) == [])
        let applied = try await Migrator(store.database).applied()
        #expect(applied.map(\.checksum) == Schema.migrations.map(\.checksum))
        #expect(applied.allSatisfy { $0.time == .start })
        try await Migrator(store.database).verify()
    }

    @Test("have the design's tables and columns", arguments: Backend.available)
    func designColumns(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let columns = [
            "signals": "id ts symbol tf signal features_json params_json bar_o bar_h bar_l bar_c created_at",
            "labels": "id signal_id fwd_n fwd_ret broke_high broke_low created_at",
            "experiments": "id run_id params metrics created_at",
            "reports": "id experiment_id path notes created_at",
        ]
        for (table, names) in columns.sorted(by: { $0.key < $1.key }) {
            let list = names.split(separator: " ").joined(separator: ", ")
            let rows = try await store.database.read { connection throws(StoreError) in
                try connection.query("SELECT \(list) FROM \(table)")
            }
            #expect(rows.isEmpty)
        }
    }

    @Test("exclude each other", arguments: Backend.available)
    func concurrent(_ backend: Backend) async throws {
        let test = try TestStore(backend)
        // Memory belongs to one connection, so its migrators share it.
        let shared = try test.open()
        let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let store = backend == .memory ? shared : try test.open()
                    return try await store.migrate(at: .start)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(applied.filter { !$0.isEmpty } == [Array(1...Schema.migrations.count)])
    }

    @Test("leave nothing behind when they fail", arguments: Backend.available)
    func failing(_ backend: Backend) async throws {
        let store = try TestStore(backend).open()
        let broken = Migration(2, "broken", ["CREATE TABLE two (id {id}) {strict}", "CREATE TABLE one (id {id})"])
        await #expect(throws: StoreError.self) {
            try await Migrator(store.database, [Self.first, broken]).migrate(at: .start)
        }
        #expect(try await Migrator(store.database).applied().isEmpty)
        #expect(try await Migrator(store.database, [Self.first, Self.second]).migrate(at: .start) == [1, 2])
    }

    @Test("refuse a newer database", arguments: Backend.available)
    func newer(_ backend: Backend) async throws {
        let store = try TestStore(backend).open()
        _ = try await Migrator(store.database, [Self.first, Self.second]).migrate(at: .start)
        let error = await #expect(throws: StoreError.self) {
            try await Migrator(store.database, [Self.first]).migrate(at: .start)
        }
        #expect(error?.description.contains("newer version") == true)
    }

    @Test("refuse a changed past", arguments: Backend.available)
    func changed(_ backend: Backend) async throws {
        let store = try TestStore(backend).open()
        _ = try await Migrator(store.database, [Self.first]).migrate(at: .start)
        let other = Migration(1, "first", ["CREATE TABLE one (id {id}, text TEXT) {strict}"])
        for migrations in [[other], [other, Self.second]] {
            let error = await #expect(throws: StoreError.self) {
                try await Migrator(store.database, migrations).migrate(at: .start)
            }
            #expect(error?.description.contains("applied migrations never change") == true)
        }
        let behind = await #expect(throws: StoreError.self) {
            try await Migrator(store.database, [Self.first, Self.second]).verify()
        }
        #expect(behind?.description.contains("sigma store migrate") == true)
    }

    @Test("give fills of before a fee in no coins and no name", arguments: Backend.available)
    func fees(_ backend: Backend) async throws {
        let store = try TestStore(backend).open()
        _ = try await Migrator(store.database, Array(Schema.migrations.prefix(4))).migrate(at: .start)
        let columns = """
            session_id, order_id, fill_id, strategy, venue, symbol, side, liquidity, price, quantity, notional, fee,
            realized, time, journal_sequence
            """
        try await store.database.write { connection throws(StoreError) in
            _ = try connection.execute(
                "INSERT INTO fills (\(columns)) VALUES"
                    + " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                [
                    .text("s"), .integer(1), .integer(2), .integer(0), .text("binance"), .text("BTCUSDT"),
                    .text("buy"), .text("taker"), .decimal(3), .decimal(4), .decimal(5), .decimal(6), .decimal(7),
                    .time(.start), .integer(9),
                ])
        }
        #expect(try await store.migrate(at: .start) == Array(5...Schema.migrations.count))
        let fill = try #require(try await store.fills.fills(of: "s").first)
        #expect(fill.fill.fee == Money(raw: 6) && fill.fill.baseFee == .zero && fill.fill.tradeKey == 0)
        #expect(fill.realized == Money(raw: 7) && fill.sequence == 9)
    }

    @Test("keep their checksums")
    func checksums() {
        // A changed value here means that a migration which may already be applied somewhere was edited.
        #expect(
            Schema.migrations.map(\.checksum)
                == [
                    "41c17a4a5c95d2bb", "6034e0bb8a7900c9", "cd86c82123122e56", "04bdca6d14519b3f", "fdbb1082d115f9ef",
                ])
    }
}
