/// Where secrets are kept by name, so that a configuration needs to hold none.
///
/// Reading is at once: a store behind a network fetches what it needs before it is handed on.
package protocol SecretStore: Sendable {
    /// The secret of a name; never empty.
    ///
    /// - Throws: when there is none, or it is not kept well; messages name the place and never the secret.
    func secret(named name: String) throws(SecretFailure) -> String
}

/// Why a secret cannot be had.
package struct SecretFailure: Error, Hashable, Sendable {
    /// What is wrong with what was asked for, to go after its name.
    package let problem: String
    /// What to do.
    package let mend: String

    /// A failure.
    package init(_ problem: String, mend: String) {
        self.problem = problem
        self.mend = mend
    }
}

/// Secrets in memory, for tests and for programs that have no place for secrets.
package struct MemorySecretStore: SecretStore {
    private let secrets: [String: String]

    /// A store of some secrets; none are empty.
    package init(_ secrets: [String: String] = [:]) {
        precondition(secrets.values.allSatisfy { !$0.isEmpty }, "a secret is not empty")
        self.secrets = secrets
    }

    package func secret(named name: String) throws(SecretFailure) -> String {
        guard let secret = secrets[name] else {
            throw SecretFailure("is not kept in memory", mend: "give another name")
        }
        return secret
    }
}
