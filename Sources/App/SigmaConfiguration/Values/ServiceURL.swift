internal import Foundation

/// Where a server is, and how to log in to it; shows its password to nobody who does not ask for it by name.
package struct ServiceURL: Hashable, Sendable {
    /// The protocol, such as `postgresql`.
    package let scheme: String
    /// The host; empty for a Unix socket.
    package let host: String
    /// The port, when one is given.
    package let port: Int?
    /// The user, when one is given.
    package let user: String?
    /// What follows the host, without the leading slash: a database, a virtual host.
    package let path: String
    /// The parameters after the question mark, in order.
    package let parameters: [Parameter]
    private let password: String?
    private let text: String

    /// One parameter of the query.
    package struct Parameter: Hashable, Sendable {
        /// Its name.
        package let name: String
        /// Its value, decoded.
        package let value: String
    }

    /// A URL of one of some schemes, or why it is none.
    init(_ text: String, schemes: [String], example: String) throws(FormError) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, schemes.contains(scheme) else {
            throw FormError(
                "is not a URL of \(schemes.map { "\($0)://" }.joined(separator: " or "))",
                mend: "write one such as \(example); encode special characters of passwords, @ as %40")
        }
        guard parts.port.map((1...65_535).contains) ?? true else {
            throw FormError("has a port out of range", mend: "ports are 1 … 65535")
        }
        self.text = text
        self.scheme = scheme
        // What `host` adds, names in other scripts, loads megabytes of tables into every process.
        host = parts.encodedHost?.removingPercentEncoding ?? ""
        port = parts.port
        user = parts.user
        path = String(parts.path.drop { $0 == "/" })
        parameters = (parts.queryItems ?? []).map { Parameter(name: $0.name, value: $0.value ?? "") }
        password = parts.password ?? parameters.first { $0.name == "password" }?.value
    }

    /// The whole URL with its password, for the client that connects.
    package func reveal() -> String { text }

    /// The password alone, for the log's redaction; nil when there is none.
    package func revealPassword() -> String? { password }

    /// Whether the server is on this machine.
    package var isLocal: Bool {
        let named = parameters.filter { $0.name == "host" || $0.name == "hostaddr" }.map(\.value)
        return (named + [host]).allSatisfy { NetworkAddress.isLocal($0) || $0.hasPrefix("/") }
    }

    /// The value of a parameter.
    package func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
}

extension ServiceURL: CustomStringConvertible {
    /// The URL with a masked password.
    package var description: String { SecretText.masked(text) }
}

extension Form where Value == ServiceURL {
    /// A server's URL.
    static func serviceURL(_ schemes: [String], example: String) -> Form {
        Form(schemes.map { "\($0)://…" }.joined(separator: ", ")) { text throws(FormError) in
            try ServiceURL(text, schemes: schemes, example: example)
        }
    }
}
