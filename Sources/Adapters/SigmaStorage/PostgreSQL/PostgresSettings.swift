package import SigmaPorts

/// How to reach a PostgreSQL database, and how long to wait for it.
///
/// A host other than this machine is only talked to with `sslmode=verify-full`, which proves who answers; that is the
/// default there. The password appears in no text of this type.
package struct PostgresSettings: Sendable {
    /// libpq's keywords and values, the password among them.
    private(set) var keywords: [String: String]
    /// The most connections at once.
    package var connections = 4
    /// How long a caller waits for a free connection or an unreachable server.
    package var patience = Duration.seconds(10)
    /// How long one attempt to connect may take.
    package var connectTimeout = Duration.seconds(5)
    /// How long one statement may take.
    package var statementTimeout = Duration.seconds(30)
    /// How often a transaction is tried before its conflicts with others are reported.
    package var attempts = 12
    /// Connections that were idle for longer are asked whether they still work before they are used.
    package var idleTrust = Duration.seconds(15)

    /// Reads a connection string, `postgresql://user@host:port/database?…` or libpq's `key=value` form.
    package init(_ text: String) throws(StoreError) {
        var keywords = try Self.parse(text)
        for (name, mend) in Self.refused where keywords[name] != nil {
            throw .refused("the connection string sets \(name); \(mend)")
        }
        for port in keywords["port"]?.split(separator: ",") ?? [] where UInt16(port) ?? 0 == 0 {
            throw .refused("the port '\(port)' is not a number from 1 to 65535; PostgreSQL's own is 5432")
        }
        let hosts = Self.hosts(keywords)
        if hosts.isEmpty { keywords["host"] = "/var/run/postgresql" }
        keywords["dbname"] = keywords["dbname"] ?? "sigma"
        try Self.secure(&keywords, hosts: hosts)
        self.keywords = keywords
    }

    /// Keywords that would replace what this type decides.
    private static let refused = [
        ("service", "name host, port and database in the string itself"),
        ("options", "the store sets its own options"),
        ("replication", "the store needs an ordinary connection"),
    ]

    /// Where the database is, without the password.
    package var address: String {
        let host = keywords["host"] ?? keywords["hostaddr"] ?? ""
        return "\(host):\(keywords["port"] ?? "5432")/\(keywords["dbname"] ?? "")"
    }

    /// Another database of the same server.
    func database(_ name: String) -> PostgresSettings {
        var other = self
        other.keywords["dbname"] = name
        return other
    }
}

extension PostgresSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "PostgreSQL at \(address)" }
    package var debugDescription: String { description }
    /// Nothing to look into: the keywords hold the password.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
