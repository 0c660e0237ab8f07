import CPostgres
import SigmaPorts

extension PostgresSettings {
    /// The keywords of a connection string; errors repeat nothing of it, since it may hold a password.
    static func parse(_ text: String) throws(StoreError) -> [String: String] {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            PQfreemem(message)
            throw .refused(
                "the PostgreSQL connection string is malformed; write postgresql://user@host:5432/database"
                    + " and percent-encode special characters of the password")
        }
        defer { PQconninfoFree(options) }
        var keywords: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val, value.pointee != 0 {
                keywords[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        return keywords
    }

    /// Every host and address that libpq may try.
    static func hosts(_ keywords: [String: String]) -> [String] {
        ["host", "hostaddr"].flatMap { keywords[$0]?.split(separator: ",").map(String.init) ?? [] }
    }

    /// What libpq says, without the password should it ever repeat it.
    func scrubbed(_ text: String) -> String {
        var text = text.split(separator: "\n").joined(separator: " ")
        if let password = keywords["password"] { text = text.replacing(password, with: "***") }
        return text
    }

    /// Everything libpq is told.
    var connectionKeywords: [String: String] {
        let statementMilliseconds = statementTimeout.milliseconds
        var all = keywords
        all["client_encoding"] = "UTF8"
        all["application_name"] = all["application_name"] ?? "sigma"
        all["gssencmode"] = "disable"
        all["connect_timeout"] = String(max(2, connectTimeout.components.seconds))
        all["tcp_user_timeout"] = String(statementMilliseconds)
        all["options"] =
            "-c timezone=UTC -c datestyle=ISO -c extra_float_digits=1 -c bytea_output=hex"
            + " -c client_min_messages=warning"
            + " -c statement_timeout=\(statementMilliseconds) -c lock_timeout=\(statementMilliseconds)"
            + " -c idle_in_transaction_session_timeout=\(2 * statementMilliseconds)"
        return all
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
