import GRDB
import SigmaModel
import SigmaPorts

/// Statements within one transaction of SQLite; prepared once per connection.
final class SQLiteConnection: SQLConnection {
    private let database: Database
    /// Whether a statement failed; PostgreSQL commits nothing after one, so this does not either.
    private(set) var hasFailed = false

    init(_ database: Database) { self.database = database }

    func query(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow] {
        var rows: [SQLRow] = []
        try scan(sql, values) { rows.append($0) }
        return rows
    }

    func scan(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        let arguments = try SQLiteConnection.arguments(values)
        try noting {
            let statement = try database.cachedStatement(sql: sql)
            try statement.setArguments(arguments)
            let columns = statement.columnNames
            let cursor = try Row.fetchCursor(statement)
            while let row = try cursor.next() {
                try body(SQLRow(columns: columns, values: row.databaseValues.map(SQLValue.init)))
            }
        }
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int {
        try execute(sql, batch: [values])
    }

    func execute(_ sql: String, batch: [[SQLValue]]) throws(StoreError) -> Int {
        var arguments: [StatementArguments] = []
        arguments.reserveCapacity(batch.count)
        for values in batch { arguments.append(try SQLiteConnection.arguments(values)) }
        return try noting {
            let statement = try database.cachedStatement(sql: sql)
            let before = database.totalChangesCount
            for values in arguments { try statement.execute(arguments: values) }
            return database.totalChangesCount - before
        }
    }

    private func noting<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do { return try body() } catch {
            hasFailed = true
            throw SQLiteFailure.storeError(error)
        }
    }

    private static func arguments(_ values: [SQLValue]) throws(StoreError) -> StatementArguments {
        var list: [DatabaseValue] = []
        list.reserveCapacity(values.count)
        for value in values { list.append(DatabaseValue(try value.checked())) }
        return StatementArguments(list)
    }
}

extension DatabaseValue {
    /// The value as SQLite keeps it: decimals and dates are text, booleans are 0 and 1.
    fileprivate init(_ value: SQLValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let number): number.databaseValue
            case .real(let number): number.databaseValue
            case .boolean(let flag): (flag ? 1 : 0).databaseValue
            case .text(let text): text.databaseValue
            case .bytes(let bytes): SQLiteBytes.databaseValue(bytes)
            case .decimal(let raw): DecimalText.format(raw).databaseValue
            case .date(let time): time.dateText.databaseValue
            }
    }
}

extension SQLValue {
    /// What SQLite keeps, by its storage class.
    fileprivate init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null: .null
            case .int64(let number): .integer(number)
            case .double(let number): .real(number)
            case .string(let text): .text(text)
            case .blob(let data): .bytes([UInt8](data))
            }
    }
}
