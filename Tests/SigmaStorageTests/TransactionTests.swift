import SigmaModel
import SigmaPorts
import SigmaStorage
import Testing

/// Transactions mean the same on every database.
@Suite("Transactions")
struct TransactionTests {
    private static let migration = Migration(
        1, "counters",
        [
            "CREATE TABLE counters (name TEXT PRIMARY KEY, value {int} NOT NULL, CHECK (value >= 0)) {strict}",
            "CREATE TABLE parts (name TEXT NOT NULL REFERENCES counters (name)) {strict}",
            "INSERT INTO counters (name, value) VALUES ('a', 0), ('b', 100)",
        ])

    private static func store(_ backend: Backend) async throws -> Store {
        let store = try TestStore(backend).open()
        _ = try await Migrator(store.database, [migration]).migrate(at: .start)
        return store
    }

    private static func value(_ name: String, _ connection: any SQLConnection) throws(StoreError) -> Int64 {
        let rows = try connection.query("SELECT value FROM counters WHERE name = ?1", [.text(name)])
        guard var reader = rows.first?.reader() else { throw .missing("no counter") }
        return try reader.integer()
    }

    private static func set(_ name: String, _ value: Int64, _ connection: any SQLConnection) throws(StoreError) {
        try connection.execute("UPDATE counters SET value = ?1 WHERE name = ?2", [.integer(value), .text(name)])
    }

    private static func values(_ store: Store) async throws -> [Int64] {
        try await store.database.read { connection throws(StoreError) in
            [try value("a", connection), try value("b", connection)]
        }
    }

    @Test("what throws changes nothing", arguments: Backend.available)
    func rollback(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        let error = await #expect(throws: StoreError.self) {
            try await store.database.write { connection throws(StoreError) in
                try Self.set("a", 5, connection)
                throw .missing("changed my mind")
            }
        }
        #expect(error == .missing("changed my mind"))
        #expect(try await Self.values(store) == [0, 100])
    }

    @Test("a failed statement cannot be passed over", arguments: Backend.available)
    func swallowed(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        await #expect(throws: StoreError.self) {
            try await store.database.write { connection throws(StoreError) in
                try Self.set("a", 5, connection)
                _ = try? connection.execute("INSERT INTO counters (name, value) VALUES ('a', 1)")
            }
        }
        #expect(try await Self.values(store) == [0, 100])
    }

    @Test("violations say what was violated, not with what", arguments: Backend.available)
    func violations(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        let statements = [
            "INSERT INTO counters (name, value) VALUES (?1, 1)", "INSERT INTO counters (name, value) VALUES (?1, -7)",
            "INSERT INTO parts (name) VALUES (?1)",
        ]
        for (index, statement) in statements.enumerated() {
            let value = index == 0 ? "a" : "secret-value"
            let error = await #expect(throws: StoreError.self) {
                try await store.database.write { connection throws(StoreError) in
                    try connection.execute(statement, [.text(value)])
                }
            }
            guard case .constraint(let text) = error else {
                Issue.record("\(statement): \(String(describing: error))")
                continue
            }
            #expect(!text.contains("secret-value"))
        }
    }

    @Test("a batch is all or nothing", arguments: Backend.available)
    func batch(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        let names = (0..<1_000).map { [SQLValue.text("n\($0)"), .integer(1)] }
        let insert = "INSERT INTO counters (name, value) VALUES (?1, ?2)"
        let written = try await store.database.write { connection throws(StoreError) in
            try connection.execute(insert, batch: names)
        }
        #expect(written == 1_000)
        for place in [0, 300, 999] {
            var more = (0..<1_000).map { [SQLValue.text("m\($0)"), .integer(1)] }
            more[place] = [.text("a"), .integer(1)]
            let batch = more
            await #expect(throws: StoreError.self) {
                try await store.database.write { connection throws(StoreError) in
                    try connection.execute(insert, batch: batch)
                }
            }
        }
        let count = try await store.database.read { connection throws(StoreError) in
            try connection.query("SELECT COUNT(*) FROM counters")
        }
        #expect(count[0].values == [.integer(1_002)])
    }

    @Test("many writers lose nothing", arguments: Backend.available)
    func increments(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<10 {
                        try await store.database.write { connection throws(StoreError) in
                            try Self.set("a", try Self.value("a", connection) + 1, connection)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.values(store) == [80, 100])
    }

    @Test("a sum is the same whoever looks when", arguments: Backend.available)
    func transfers(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for step in 0..<8 {
                        let amount = Int64(1 + (writer + step) % 3)
                        try await store.database.write { connection throws(StoreError) in
                            let from = try Self.value("b", connection)
                            try Self.set("b", from - amount, connection)
                            try Self.set("a", try Self.value("a", connection) + amount, connection)
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<20 {
                        let values = try await Self.values(store)
                        #expect(values.reduce(0, +) == 100)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("write skew is prevented", arguments: Backend.available)
    func writeSkew(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        // Each takes 100 from one counter when both together hold 100: only the first may.
        let taken = try await withThrowingTaskGroup(of: Int.self) { group in
            for name in ["a", "b", "a", "b"] {
                group.addTask {
                    try await store.database.write { connection throws(StoreError) in
                        let sum = try Self.value("a", connection) + Self.value("b", connection)
                        guard sum >= 100, try Self.value(name, connection) >= 0 else { return 0 }
                        try Self.set("b", 0, connection)
                        try Self.set("a", 0, connection)
                        return 1
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(taken == 1)
    }

    @Test("a cancelled task ends", arguments: Backend.available)
    func cancelled(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.database.write { connection throws(StoreError) in
                try Self.set("a", 7, connection)
            }
        }
        _ = await task.result
        // Whether it came in time or not, the database still works.
        let values = try await Self.values(store)
        #expect(values[1] == 100)
    }

    @Test("a closed store says so", arguments: Backend.available)
    func closed(_ backend: Backend) async throws {
        let store = try await Self.store(backend)
        await store.close()
        let error = await #expect(throws: StoreError.self) { _ = try await store.users.users() }
        #expect(error == .closed)
    }
}
