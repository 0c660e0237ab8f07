import GRDB
import SigmaPorts

/// SQLite's errors as a store's.
enum SQLiteFailure {
    /// Runs `body` and turns what it throws into a store's error.
    static func rethrow<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do { return try body() } catch { throw storeError(error) }
    }

    /// An error as a store's; the database's message names tables and columns but no values.
    static func storeError(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: return error
        case is CancellationError: return .cancelled
        case let error as DatabaseError: return storeError(error)
        default: return .damaged("the database file cannot be used: \(error)")
        }
    }

    private static func storeError(_ error: DatabaseError) -> StoreError {
        let message = error.message ?? "no message"
        let text = "SQLite (\(error.extendedResultCode.rawValue)): \(message)"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: return .constraint(text)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .timeout("another process keeps the database locked; stop it or try again (\(text))")
        case .SQLITE_INTERRUPT, .SQLITE_ABORT: return .cancelled
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            return .refused("the database cannot be written; check the file's owner and permissions (\(text))")
        case .SQLITE_CANTOPEN:
            return .refused("the database file cannot be opened; check its path and folder (\(text))")
        case .SQLITE_FULL: return .damaged("the disk is full; free space and try again (\(text))")
        case .SQLITE_NOTADB:
            return .damaged("the file is not a SQLite database; choose another or restore a backup (\(text))")
        case .SQLITE_IOERR, .SQLITE_CORRUPT: return .damaged("\(text); restore the last backup")
        default: return .statement(text)
        }
    }
}
