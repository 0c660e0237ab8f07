package import SigmaPorts

/// A row of one table as a value.
package protocol StoredRow: Sendable {
    /// The table.
    static var table: StoredTable { get }
    /// The columns that are written, in the table's order.
    var values: [SQLValue] { get }
    /// Reads the columns in the table's order, a generated number first.
    init(_ reader: inout SQLRowReader) throws(StoreError)
}

extension SQLConnection {
    /// Writes rows whose keys are not there yet and returns how many were written.
    @discardableResult
    package func insert<Row: StoredRow>(_ rows: [Row]) throws(StoreError) -> Int {
        rows.isEmpty ? 0 : try execute(Row.table.insert, batch: rows.map(\.values))
    }

    /// Writes rows, in place of those with their keys.
    package func upsert<Row: StoredRow>(_ rows: [Row]) throws(StoreError) {
        if !rows.isEmpty { try execute(Row.table.upsert, batch: rows.map(\.values)) }
    }

    /// The rows of a selection.
    package func select<Row: StoredRow>(_: Row.Type, _ selection: RowSelection) throws(StoreError) -> [Row] {
        try select(selection)
    }

    /// The rows of a selection.
    package func select<Row: StoredRow>(_ selection: RowSelection) throws(StoreError) -> [Row] {
        var rows: [Row] = []
        for row in try query(Row.table.select + selection.text, selection.values) {
            var reader = row.reader()
            rows.append(try Row(&reader))
        }
        return rows
    }

    /// Deletes the rows of a selection and returns how many there were.
    @discardableResult
    package func delete<Row: StoredRow>(_: Row.Type, _ selection: RowSelection) throws(StoreError) -> Int {
        try execute("DELETE FROM \(Row.table.name)\(selection.text)", selection.values)
    }

    /// How many rows a selection has.
    package func count<Row: StoredRow>(_: Row.Type, _ selection: RowSelection) throws(StoreError) -> Int {
        let rows = try query("SELECT COUNT(*) FROM \(Row.table.name)\(selection.text)", selection.values)
        guard var reader = rows.first?.reader() else { throw .unreadable("a count has no row") }
        return try reader.int()
    }
}

extension SQLConnection {
    /// The first row of a selection, if it has any.
    func first<Row: StoredRow>(_ selection: RowSelection) throws(StoreError) -> Row? {
        let rows: [Row] = try select(selection)
        return rows.first
    }
}

extension SQLDatabase {
    /// The rows of a selection.
    func rows<Row: StoredRow>(_ selection: RowSelection) async throws(StoreError) -> [Row] {
        try await read { connection throws(StoreError) in try connection.select(selection) }
    }

    /// The first row of a selection, if it has any.
    func first<Row: StoredRow>(_ selection: RowSelection) async throws(StoreError) -> Row? {
        try await read { connection throws(StoreError) in try connection.first(selection) }
    }
}
