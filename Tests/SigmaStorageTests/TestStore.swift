import Foundation
import SigmaModel
import SigmaPorts
import SigmaStorage
import TestServers
import Testing

/// The databases that every test of the suite runs on.
enum Backend: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case file
    case postgresql

    var testDescription: String { rawValue }

    /// Those that can be run here: PostgreSQL's tests are left out where it is not installed.
    static let available = allCases.filter { $0 != .postgresql || PostgresServer.programs != nil }
    /// Those that survive their process.
    static let lasting = available.filter { $0 != .memory }
}

/// A database that a test owns.
final class TestStore: Sendable {
    let backend: Backend
    /// What opens it again; an empty folder's file or an empty database at first.
    let location: String

    init(_ backend: Backend) throws {
        self.backend = backend
        switch backend {
        case .memory: location = "sqlite::memory:"
        case .file: location = "sqlite:\(try Scratch.folder())/store.db"
        case .postgresql:
            let server = try PostgresServer.shared()
            location = server.url(try server.makeDatabase())
        }
    }

    /// Opens the database, empty or not.
    func open() throws -> Store { try Store.open(location) }

    /// Opens the database with this program's schema.
    func migrated() async throws -> Store {
        let store = try open()
        try await store.migrate(at: .start)
        return store
    }
}

/// Folders that tests write to; all are gone when the test process is.
enum Scratch {
    private static let root = Result { try ServerProcess("store-files") }

    static func folder() throws -> String {
        let folder = try root.get().directory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }
}

extension Timestamp {
    /// When the tests' stories begin: 2024-03-01T00:00Z.
    static let start = Timestamp(seconds: 1_709_251_200)
}
