import Foundation
import SigmaPorts

extension PostgresSettings {
    /// Variables from which libpq would take another address than the string's.
    private static let redirections = ["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE"]

    /// Demands proof of the server's identity unless every host is this machine.
    static func secure(_ keywords: inout [String: String], hosts: [String]) throws(StoreError) {
        let mode = keywords["sslmode"]
        let environment = ProcessInfo.processInfo.environment
        let isRedirected = redirections.contains { environment[$0] != nil }
        if hosts.allSatisfy(isLocal) && !isRedirected {
            // Set in any case, so that the environment cannot.
            keywords["sslmode"] = mode ?? "prefer"
            return
        }
        let host = hosts.first { !isLocal($0) } ?? "the server"
        guard mode == nil || mode == "verify-full" else {
            throw .refused(
                "sslmode=\(mode ?? "") does not prove that \(host) is who answers; use sslmode=verify-full"
                    + " and, for a private authority, sslrootcert=FILE")
        }
        keywords["sslmode"] = "verify-full"
        if keywords["sslrootcert"] == nil, environment["PGSSLROOTCERT"] == nil {
            keywords["sslrootcert"] = systemRoots
        }
    }

    /// The authorities that this machine trusts, where Debian and Ubuntu keep them.
    private static let systemRoots = "/etc/ssl/certs/ca-certificates.crt"

    /// Whether a host is this machine: a socket's folder, `localhost`, or a loopback address.
    static func isLocal(_ host: String) -> Bool {
        if host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
