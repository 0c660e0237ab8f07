import CPostgres
import SigmaModel
import SigmaPorts

/// An answer of PostgreSQL; its memory is freed with it.
final class PostgresResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// What kind of answer this is.
    var status: ExecStatusType { PQresultStatus(handle) }

    /// What the statement did, in one word or two.
    var tag: String { String(cString: PQcmdStatus(handle)) }

    /// How many rows the statement changed.
    var changes: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    /// Why the statement failed; nil when it did not.
    func failure(_ settings: PostgresSettings) -> StoreError? {
        switch status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_PIPELINE_SYNC, PGRES_EMPTY_QUERY: return nil
        case PGRES_PIPELINE_ABORTED: return .statement("a statement before this one failed")
        default: break
        }
        guard let code = field(PostgresField.code) else {
            let message = settings.scrubbed(String(cString: PQresultErrorMessage(handle)))
            return .unavailable("the connection to PostgreSQL at \(settings.address) was lost: \(message)")
        }
        return PostgresFailure.storeError(
            code: code, message: field(PostgresField.primaryMessage) ?? "", constraint: field(PostgresField.constraint))
    }

    private func field(_ code: Int32) -> String? { PQresultErrorField(handle, code).map { String(cString: $0) } }

    /// The rows of a query.
    func rows() throws(StoreError) -> [SQLRow] {
        let width = PQnfields(handle)
        let columns = (0..<width).map { String(cString: PQfname(handle, $0)) }
        let types = (0..<width).map { PQftype(handle, $0) }
        var rows: [SQLRow] = []
        let count = PQntuples(handle)
        rows.reserveCapacity(Int(count))
        for row in 0..<count {
            var values: [SQLValue] = []
            values.reserveCapacity(Int(width))
            for column in 0..<width {
                if PQgetisnull(handle, row, column) == 1 {
                    values.append(.null)
                } else {
                    let text = String(cString: PQgetvalue(handle, row, column))
                    guard let value = PostgresType.value(of: text, type: types[Int(column)]) else {
                        throw .unreadable("column \(columns[Int(column)]) has a value of an unexpected form")
                    }
                    values.append(value)
                }
            }
            rows.append(SQLRow(columns: columns, values: values))
        }
        return rows
    }
}

/// Fields of an error message; macros of `postgres_ext.h` that are characters.
private enum PostgresField {
    static let code = Int32(UInt8(ascii: "C"))
    static let primaryMessage = Int32(UInt8(ascii: "M"))
    static let constraint = Int32(UInt8(ascii: "n"))
}
