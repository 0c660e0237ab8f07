import CPostgres
import SigmaPorts

/// PostgreSQL's errors as a store's.
enum PostgresFailure {
    /// An error that the server reported for a statement.
    ///
    /// Details and contexts repeat values, so only the primary message is used, and not even that for errors about
    /// values themselves (class 22).
    ///
    /// Source: PostgreSQL 15 documentation, Appendix A, "PostgreSQL Error Codes".
    static func storeError(code: String, message: String, constraint: String?) -> StoreError {
        let named = constraint.map { " (\($0))" } ?? ""
        let text = "PostgreSQL \(code): \(message)\(named)"
        switch code {
        case "40001", "40P01", "55P03": return .conflict("\(text); others changed the same rows")
        case "57014", "25P03", "25P04": return .timeout("\(text); the statement took longer than allowed")
        case "57P01", "57P02", "57P03", "57P05": return .unavailable(text)
        case "53300": return .unavailable("\(text); raise max_connections or lower the store's connections")
        case "53100", "53200", "58030", "58P01": return .damaged(text)
        case "42501": return .refused("\(text); grant the store's user the rights on its database")
        default: break
        }
        switch code.prefix(2) {
        case "23": return .constraint(text)
        case "08": return .unavailable(text)
        case "22": return .constraint("PostgreSQL \(code): a value does not fit its column")
        case "28", "3D": return .refused(text)
        case "XX": return .damaged(text)
        default: return .statement(text)
        }
    }

    /// An attempt to connect that failed, by libpq's text, which is all there is.
    static func connecting(_ text: String, to address: String) -> StoreError {
        let refusals = [
            "authentication failed", "no password supplied", "pg_hba.conf", "certificate", "SSL", "does not exist",
            "permission denied", "is not permitted to log in", "does not match host name", "invalid ",
        ]
        let isStarting = ["starting up", "shutting down", "recovery"].contains { text.contains($0) }
        let message = "PostgreSQL at \(address): \(text)"
        if !isStarting, refusals.contains(where: { text.contains($0) }) {
            return .refused("\(message); check user, password, database and certificates")
        }
        return .unavailable("\(message); check that it runs and that the address is right")
    }
}
