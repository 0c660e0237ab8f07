/// Whom a TLS client trusts to name servers.
package enum TrustRoots: Hashable, Sendable {
    /// The authorities that this machine's administrator installed.
    case system
    /// The authorities in a PEM file, instead of the machine's.
    case file(String)
}
