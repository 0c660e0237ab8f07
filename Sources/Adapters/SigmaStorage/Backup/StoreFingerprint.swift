import SigmaModel
package import SigmaPorts

/// What a store holds, in a few numbers: two stores of one kind are equal where these are.
package struct StoreFingerprint: Hashable, Sendable, Codable {
    /// One table's rows.
    package struct Table: Hashable, Sendable, Codable {
        /// The table's name.
        package var name: String
        /// How many rows it has.
        package var rows: Int
        /// Sixteen hexadecimal digits that depend on every value of every row, and not on the rows' order.
        package var checksum: String
    }

    /// The tables by name.
    package var tables: [Table]

    /// How many rows there are, the record of migrations excepted.
    package var rowCount: Int { tables.filter { $0.name != "schema_migrations" }.map(\.rows).reduce(0, +) }

    /// Reads every row.
    ///
    /// - Complexity: O(rows), one at a time in memory.
    init(_ connection: any SQLConnection, _ dialect: SQLDialect) throws(StoreError) {
        tables = []
        for row in try connection.query(dialect.tablesQuery) {
            var reader = row.reader()
            let name = try reader.text()
            var sum: UInt64 = 0
            var count = 0
            // Names come from the schema, which only this program's migrations make.
            try connection.scan("SELECT * FROM \(name)", []) { row throws(StoreError) in
                sum &+= Self.hash(row)
                count += 1
            }
            var digits = EffectHash()
            digits.combine(sum)
            tables.append(Table(name: name, rows: count, checksum: digits.description))
        }
    }

    /// The fingerprint of some tables.
    package func only(_ names: [String]) -> StoreFingerprint {
        var other = self
        other.tables = tables.filter { names.contains($0.name) }
        return other
    }

    private static func hash(_ row: SQLRow) -> UInt64 {
        var hash = EffectHash()
        for (column, value) in zip(row.columns, row.values) {
            combine(column.utf8, into: &hash)
            switch value {
            case .null: hash.combine(UInt64(1))
            case .integer(let number): hash.combine(number)
            case .real(let number): hash.combine(number.bitPattern)
            case .boolean(let flag): hash.combine(UInt64(flag ? 3 : 2))
            case .text(let text): combine(text.utf8, into: &hash)
            case .bytes(let bytes): combine(bytes, into: &hash)
            case .decimal(let raw): hash.combine(raw)
            case .date(let time): hash.combine(time.nanoseconds)
            }
        }
        return hash.value
    }

    private static func combine(_ bytes: some Collection<UInt8>, into hash: inout EffectHash) {
        hash.combine(UInt64(bytes.count))
        for byte in bytes { hash.combine(UInt64(byte)) }
    }

    /// What another store lacks or has otherwise, for people; empty where both are equal.
    package func differences(from other: StoreFingerprint) -> [String] {
        let others = Dictionary(other.tables.map { ($0.name, $0) }) { first, _ in first }
        let own = Set(tables.map(\.name))
        return tables.compactMap { table in
            guard let found = others[table.name] else { return "\(table.name) is missing" }
            if found.rows != table.rows { return "\(table.name) has \(found.rows) rows and not \(table.rows)" }
            return found.checksum == table.checksum ? nil : "\(table.name) has other values"
        } + other.tables.filter { !own.contains($0.name) }.map { "\($0.name) is additional" }
    }
}

extension Store {
    /// The store's fingerprint, of one moment.
    package func fingerprint() async throws(StoreError) -> StoreFingerprint {
        let dialect = database.dialect
        return try await database.read { connection throws(StoreError) in
            if dialect == .postgresql { try connection.execute("SET LOCAL statement_timeout = 0") }
            return try StoreFingerprint(connection, dialect)
        }
    }
}
