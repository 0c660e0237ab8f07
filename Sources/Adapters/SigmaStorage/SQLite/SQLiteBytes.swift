import Foundation
import GRDB

/// Bytes on their way to SQLite.
enum SQLiteBytes {
    /// A blob of these bytes.
    static func databaseValue(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }
}
