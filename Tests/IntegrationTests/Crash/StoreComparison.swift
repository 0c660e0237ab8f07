import GRDB

/// Compares what two sessions left in their stores; where processes began and ended does not count.
enum StoreComparison {
    private static let tables = ["orders", "fills", "positions", "balances", "ledger_entries", "equity", "signals"]
    /// Numbers of journal records, which starts and stops shift, and what names the session.
    private static let passedOver: Set = ["session_id", "journal_sequence", "id", "dedupe_key", "created_at"]

    /// Stops are sampled at the wall clock's time, years behind the invented market's; they depend on when a process ended.
    private static let marketEnd: Int64 = 1_600_000_000_000_000_000

    /// The tables that differ, and how far the other store is where that is not its journal's end; `records` long.
    static func differences(_ reference: SessionUnderTest, _ other: SessionUnderTest, records: UInt64) throws
        -> [String]
    {
        let expected = try DatabaseQueue(path: reference.store)
        let found = try DatabaseQueue(path: other.store)
        var differences: [String] = []
        for table in tables {
            let (own, theirs) = (try rows(of: table, in: expected), try rows(of: table, in: found))
            if own == theirs { continue }
            let place = zip(own, theirs).first { $0 != $1 }
            differences.append(
                "table \(table): \(theirs.count) rows, uninterrupted \(own.count); first "
                    + "\(place.map { "\($0.1) for \($0.0)" } ?? "\((theirs.count > own.count ? theirs : own).last ?? "")")"
            )
        }
        let watermark = try found.read { try UInt64.fetchOne($0, sql: "SELECT max(watermark) FROM projections") }
        if watermark != records { differences.append("the store is at record \(watermark ?? 0) of \(records)") }
        return differences
    }

    private static func rows(of table: String, in database: DatabaseQueue) throws -> [String] {
        try database.read { database in
            let samples = table == "equity" ? " WHERE time < \(marketEnd)" : ""
            return try Row.fetchAll(database, sql: "SELECT * FROM \(table)\(samples)").map { row in
                row.filter { !passedOver.contains($0.0) }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
            }
            .sorted()
        }
    }
}
