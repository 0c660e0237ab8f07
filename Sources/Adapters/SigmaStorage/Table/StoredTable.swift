/// A table's columns, and the statements that follow from them.
package struct StoredTable: Sendable {
    /// Its name.
    package let name: String
    /// Its natural key: what makes writing the same row twice write it once; none where every row is a new one.
    let key: [String]
    /// `SELECT` of every column, without conditions.
    let select: String
    /// Writes a row unless its key is there.
    let insert: String
    /// Writes a row in place of one with its key.
    let upsert: String

    /// A table.
    ///
    /// - Parameters:
    ///   - columns: in the order in which rows give and take them.
    ///   - generated: the first column, where the database numbers the rows; never written.
    package init(_ name: String, key: [String], generated: String? = nil, columns: [String]) {
        precondition(key.allSatisfy(columns.contains), "a key consists of columns")
        self.name = name
        self.key = key
        let places = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let text = "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(places))"
        let conflict = " ON CONFLICT (\(key.joined(separator: ", "))) DO"
        let rest = columns.filter { !key.contains($0) }
        let changes = rest.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        insert = key.isEmpty ? text : "\(text)\(conflict) NOTHING"
        upsert = key.isEmpty || rest.isEmpty ? insert : "\(text)\(conflict) UPDATE SET \(changes)"
        let all = (generated.map { [$0] } ?? []) + columns
        select = "SELECT \(all.joined(separator: ", ")) FROM \(name)"
    }
}
