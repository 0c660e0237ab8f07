import Foundation
import SigmaPorts

/// PostgreSQL's own programs for backups, `pg_dump` and `pg_restore`.
///
/// The password reaches them by the environment, never on the command line, which every user of the machine can read.
struct PostgresTools: Sendable {
    private let settings: PostgresSettings

    init(_ settings: PostgresSettings) { self.settings = settings }

    /// Dumps the database to a file and returns what was dumped.
    ///
    /// The dump and the count of rows see one snapshot, whatever is written meanwhile.
    func dump(_ database: PostgresDatabase, to path: String) async throws(StoreError) -> StoreFingerprint {
        try await database.read { connection throws(StoreError) in
            try connection.execute("SET LOCAL statement_timeout = 0")
            try connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            guard var reader = try connection.query("SELECT pg_export_snapshot()").first?.reader() else {
                throw .statement("PostgreSQL gave no snapshot")
            }
            let snapshot = try reader.text()
            try run(
                "pg_dump",
                ["--format=custom", "--no-owner", "--no-privileges", "--snapshot=\(snapshot)", "--file=\(path)"])
            return try StoreFingerprint(connection, .postgresql)
        }
    }

    /// Makes an empty database.
    func create(_ name: String) async throws(StoreError) {
        do throws(StoreError) { try await command("CREATE DATABASE \(name)") } catch {
            throw .refused("backups are tried out in a database of their own; grant CREATEDB to the user (\(error))")
        }
    }

    /// Drops a database, whoever is still connected to it.
    func drop(_ name: String) async throws(StoreError) {
        try await command("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    /// Replaces the database's tables by a file's, all or none.
    func restore(_ path: String) async throws(StoreError) {
        try await blocking { () throws(StoreError) in
            try run(
                "pg_restore",
                ["--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"],
                last: path)
        }
    }

    /// Runs what blocks on a thread that may.
    private func blocking(_ body: @Sendable @escaping () throws(StoreError) -> Void) async throws(StoreError) {
        let worker = PostgresWorker()
        defer { worker.stop() }
        try await worker.run { _ throws(StoreError) in try body() }
    }

    /// Runs a command that takes no transaction, on the server's maintenance database.
    private func command(_ sql: String) async throws(StoreError) {
        let maintenance = settings.database("postgres")
        try await blocking { () throws(StoreError) in try PostgresLink(maintenance).command(sql) }
    }

    private func run(_ program: String, _ arguments: [String], last: String? = nil) throws(StoreError) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [program, "--no-password", "--dbname=\(connectionText)"] + arguments + (last.map { [$0] } ?? [])
        var environment = ProcessInfo.processInfo.environment
        if let password = settings.keywords["password"] { environment["PGPASSWORD"] = password }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch {
            throw .refused("\(program) cannot be started; install postgresql-client (\(error.localizedDescription))")
        }
        let output = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
        ended.wait()
        guard process.terminationStatus == 0 else {
            let text = settings.scrubbed(String(decoding: output.prefix(2_000), as: UTF8.self))
            if process.terminationStatus == 127 {
                throw .refused("\(program) is not installed; install postgresql-client")
            }
            throw .refused("\(program) failed: \(text)")
        }
    }

    /// The connection without its password, in libpq's `key='value'` form.
    private var connectionText: String {
        settings.keywords.filter { $0.key != "password" }.sorted { $0.key < $1.key }.map { key, value in
            "\(key)='\(value.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
        }.joined(separator: " ")
    }
}
