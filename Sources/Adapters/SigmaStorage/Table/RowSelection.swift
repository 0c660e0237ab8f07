package import SigmaPorts

/// Which rows of a table, in which order, and how many: conditions that all hold.
///
/// Columns are literals of the program; values are bound.
package struct RowSelection: Sendable {
    private var conditions = ""
    private var ending = ""
    private(set) var values: [SQLValue] = []

    /// Every row.
    package init() {}

    /// The text behind `SELECT … FROM table`.
    var text: String { conditions + ending }

    /// How a column compares with a value.
    package enum Comparison: String, Sendable {
        case equal = "="
        case notEqual = "<>"
        case above = ">"
        case below = "<"
        case atLeast = ">="
        case atMost = "<="
    }

    /// Only rows whose column has a value; without a value, no condition.
    package func and(_ column: StaticString, _ value: SQLValue?) -> RowSelection { and(column, .equal, value) }

    /// Only rows whose column compares so with a value; without a value, no condition.
    package func and(_ column: StaticString, _ comparison: Comparison, _ value: SQLValue?) -> RowSelection {
        guard let value else { return self }
        var next = self
        next.values.append(value)
        next.conditions += "\(joiner)\(column) \(comparison.rawValue) ?\(next.values.count)"
        return next
    }

    /// Only rows whose column is one of some values.
    package func and(_ column: StaticString, in list: [SQLValue]) -> RowSelection {
        var next = self
        let places = list.indices.map { "?\(values.count + $0 + 1)" }.joined(separator: ", ")
        next.values += list
        // An empty list has no SQL of its own that both databases take.
        next.conditions += list.isEmpty ? "\(joiner)1 = 0" : "\(joiner)\(column) IN (\(places))"
        return next
    }

    /// Only rows for which a condition of the program holds; the value stands between its text and its ending.
    func and(condition: String, _ value: SQLValue, ending: String) -> RowSelection {
        var next = self
        next.values.append(value)
        next.conditions += "\(joiner)\(condition) ?\(next.values.count)\(ending)"
        return next
    }

    private var joiner: String { conditions.isEmpty ? " WHERE " : " AND " }

    /// In rising or falling order of a column that tells rows apart, at most so many.
    package func ordered(by column: StaticString, isFalling: Bool = false, limit: Int? = nil) -> RowSelection {
        var next = self
        next.ending = " ORDER BY \(column)\(isFalling ? " DESC" : "")"
        if let limit {
            next.values.append(.integer(Int64(max(0, limit))))
            next.ending += " LIMIT ?\(next.values.count)"
        }
        return next
    }
}
