/// One row of a query's answer.
package struct SQLRow: Sendable {
    /// The columns' names, shared by all rows of an answer.
    package let columns: [String]
    /// The columns' values.
    package let values: [SQLValue]

    package init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// Reads the row's columns from first to last.
    package func reader() -> SQLRowReader { SQLRowReader(self) }
}
