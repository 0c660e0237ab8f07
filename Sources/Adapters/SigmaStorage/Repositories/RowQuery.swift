package import SigmaModel
import SigmaPorts

/// Which of a session's rows: of a market, a time, behind a cursor, at most so many.
package struct RowQuery: Hashable, Sendable {
    /// Only this symbol's; nil for all.
    package var symbol: String?
    /// From this instant on; nil for the beginning.
    package var from: Timestamp?
    /// Before this instant; nil for the end.
    package var until: Timestamp?
    /// Behind the row with this number, the last of the page before; nil for the first page.
    package var after: Int64?
    /// At most so many rows.
    package var limit: Int

    package init(
        symbol: String? = nil, from: Timestamp? = nil, until: Timestamp? = nil, after: Int64? = nil, limit: Int = 1_000
    ) {
        self.symbol = symbol
        self.from = from
        self.until = until
        self.after = after
        self.limit = limit
    }

    /// The query over a table, ordered by its cursor.
    func selection(
        _ start: RowSelection = RowSelection(), time: StaticString, cursor: StaticString
    ) -> RowSelection {
        start.and("symbol", symbol.map { .text($0) })
            .and(time, .atLeast, from.map { .time($0) })
            .and(time, .below, until.map { .time($0) })
            .and(cursor, .above, after.map { .integer($0) })
            .ordered(by: cursor, limit: limit)
    }
}

extension RowSelection {
    /// A session's rows.
    static func session(_ id: String) -> RowSelection { RowSelection().and("session_id", .text(id)) }
}
