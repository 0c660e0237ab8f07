import Foundation
import TestServers
import Testing

/// The store's commands on a real session, over both databases: what is lost with the store comes back.
@Suite("Store commands", .blocking, .timeLimit(.minutes(10)))
struct StoreCommandTests {
    enum Database: String, CaseIterable, Sendable {
        case sqlite
        case postgresql

        static let available = allCases.filter { $0 == .sqlite || PostgresServer.programs != nil }

        /// A configuration with an empty store.
        func configuration(in folder: ScratchFolder, _ name: String) throws -> String {
            let store: String
            switch self {
            case .sqlite: store = "sqlite:\(folder.file("\(name).db"))"
            case .postgresql:
                let server = try PostgresServer.shared()
                store = server.url(try server.makeDatabase(), host: "127.0.0.1", query: "sslmode=disable")
            }
            try folder.write(
                """
                session: books
                data-directory: \(folder.file("data"))
                feed: {seed: 3, start: 2026-01-01T00:00:00Z, events-per-second: 20, speed: 0}
                instruments: [{venue: upbit, symbol: KRW-BTC}]
                strategies:
                  - {id: cross, name: ema-cross, symbol: KRW-BTC, timeframe: 1s, sizing: 'total:100000',
                     parameters: {fast: 1, slow: 3}}
                store: {url: '\(store)'}
                monitoring: {enabled: false}

                """, to: "\(name).yaml")
            return folder.file("\(name).yaml")
        }
    }

    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder("store") }

    /// Runs a command to its end, which must be a good one; returns what it printed.
    @discardableResult
    private func sigma(_ arguments: String..., exit code: Int32 = 0) throws -> String {
        let child = try ChildProcess(BuiltProgram.path, arguments, output: folder.path)
        let ending = try child.end()
        guard ending == .exited(code) else {
            throw ProcessFailure("\(arguments.joined(separator: " ")): \(ending): \(child.errors)\(child.output)")
        }
        return child.output + child.errors
    }

    @Test(
        "a store comes back from its backup and the journal, as a rehearsal and in earnest",
        arguments: Database.available)
    func recovery(_ database: Database) throws {
        let first = try database.configuration(in: folder, "first")
        let directory = folder.file("data/sessions/books")
        try sigma("run", "--config", first, "--events", "20000", "--json")
        let backup = folder.file("monday.backup")
        let written = try sigma("store", "backup", backup, "--config", first)
        #expect(written.contains("restored once and found equal"))
        #expect(try sigma("store", "verify", backup, "--config", first).contains("as the manifest says"))
        // The session goes on after the backup: the rest is in its journal.
        try sigma("run", "--config", first, "--events", "40000", "--json")
        let drill = try sigma("store", "drill", directory, "--config", first, "--backup", backup)
        #expect(drill.contains("0 records lost") && drill.contains("\npassed\n"), "\(drill)")
        let second = try database.configuration(in: folder, "second")
        try sigma("store", "restore", backup, "--config", second)
        try sigma("store", "rebuild", directory, "--config", second)
        #expect(try rows(second) == rows(first))
        // What is there is not overwritten unasked.
        let refusal = try sigma("store", "restore", backup, "--config", second, exit: 73)
        #expect(refusal.contains("--overwrite"), "\(refusal)")
        try sigma("store", "restore", backup, "--config", second, "--overwrite")
    }

    /// What follows from the journal, as `sigma store info` tells it.
    private func rows(_ configuration: String) throws -> [String] {
        try sigma("store", "info", "--config", configuration).split(separator: "\n").map(String.init)
            .filter { $0.contains(" rows") && !$0.hasPrefix("schema_migrations") && !$0.hasPrefix("projections") }
    }

    @Test("a store that is not there, and a backup that was changed, are refused with the mend")
    func refused() throws {
        let missing = try sigma("store", "info", "--store", "sqlite:\(folder.file("none.db"))", exit: 66)
        #expect(missing.contains("sigma store migrate"))
        let store = "sqlite:\(folder.file("own.db"))"
        try sigma("store", "migrate", "--store", store)
        let backup = folder.file("own.backup")
        try sigma("store", "backup", backup, "--store", store)
        let handle = try FileHandle(forUpdating: URL(filePath: backup))
        try handle.seek(toOffset: 4_096)
        try handle.write(contentsOf: Data("damage".utf8))
        try handle.close()
        let shown = try sigma("store", "info", "--store", "postgresql://u:s3cret@127.0.0.1/x", exit: 64)
        #expect(shown.contains("PGPASSWORD") && !shown.contains("s3cret"))
        let damaged = try sigma("store", "verify", backup, "--store", store, exit: 65)
        #expect(damaged.contains(backup), "\(damaged)")
        let unused = folder.file("unused.db")
        try sigma("store", "verify", backup, "--store", "sqlite:\(unused)", exit: 65)
        try sigma("store", "verify", folder.file("none.backup"), "--store", "sqlite:\(unused)", exit: 66)
        #expect(!FileManager.default.fileExists(atPath: unused))
    }
}

/// `sigma doctor` asks the servers themselves.
@Suite(
    "Doctor and servers", .blocking, .timeLimit(.minutes(10)),
    .enabled(if: RedisServer.isInstalled && RabbitServer.isInstalled && PostgresServer.programs != nil))
struct DoctorServerTests {
    @Test("servers that let the session in are well; those that refuse it are named with the mend")
    func servers() throws {
        let folder = try ScratchFolder("doctor")
        let (postgres, redis, rabbit) = (try PostgresServer.shared(), try RedisServer(), try RabbitServer())
        func doctor(database: String, password: String, redis port: UInt16) throws -> (Bool, String) {
            try folder.write(
                """
                data-directory: \(folder.path)
                store: {url: '\(postgres.url(database, host: "127.0.0.1", query: "sslmode=disable"))'}
                bus: {kind: redis, url: 'redis://127.0.0.1:\(port)'}
                queue: {kind: rabbitmq, url: 'amqp://worker:\(password)@127.0.0.1:\(rabbit.port)'}

                """, to: "sigma.yaml")
            for (path, mode) in [(folder.path, 0o700), (folder.file("sigma.yaml"), 0o600)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            }
            let child = try ChildProcess(
                BuiltProgram.path, ["doctor", "--config", folder.file("sigma.yaml")], output: folder.path)
            return (try child.end() == .exited(0), child.output)
        }
        let (isWell, text) = try doctor(
            database: try postgres.makeDatabase(), password: "k%40nin%2Fchen", redis: redis.port)
        #expect(isWell && text.contains("migrations to come") && text.contains("lets the session in"), "\(text)")
        #expect(text.contains("lets workers in"), "\(text)")
        let (isIll, complaint) = try doctor(
            database: "nowhere", password: "wrong-secret", redis: try LocalPort.free())
        #expect(!isIll && complaint.contains("nowhere") && complaint.contains("start Redis"), "\(complaint)")
        #expect(complaint.contains("queue.url") && !complaint.contains("wrong-secret"), "\(complaint)")
    }
}
