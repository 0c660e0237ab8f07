import Foundation
package import SigmaModel
package import SigmaPorts

/// Where a RabbitMQ server is, who we are there, and how jobs are treated.
///
/// Its text forms leave the password out.
package struct RabbitSettings: Sendable {
    /// How the connection is encrypted.
    package enum Encryption: Hashable, Sendable {
        case none
        /// TLS; the server's certificate must be signed by one in the file, and name the host.
        case verified(authorities: String)
    }

    /// Where Debian keeps the certificates of the public authorities.
    package static let publicAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    /// Name or address of the server.
    package var host = "127.0.0.1"
    /// TCP port of the server.
    package var port = 5_672
    /// User name.
    package var user = "guest"
    /// The user's password.
    package var password = "guest"
    /// The virtual host.
    package var virtualHost = "/"
    /// How the connection is encrypted.
    package var encryption = Encryption.none
    /// What all queues begin with; two sessions must not share it.
    package var prefix: String
    /// How long connecting and each answer may take.
    package var timeout = TimeSpan(seconds: 5)
    /// Silence of twice this long ends a connection; whole seconds.
    package var heartbeatSeconds = 10
    /// The longest first and the longest wait before connecting again.
    package var backoff = (first: TimeSpan(milliseconds: 200), limit: TimeSpan(seconds: 10))
    /// Seeds the random part of those waits.
    package var seed: UInt64 = 0
    /// A job is given up after so many attempts.
    package var attemptsMax = 5

    /// A server on this machine, for one session.
    package init(session: String) { prefix = "sigma.\(session)." }

    /// A server given as `amqp[s]://[user:password@]host[:port][/virtualHost]`, for one session.
    ///
    /// Special characters are percent-encoded. The errors do not repeat the text.
    package init(url: String, session: String) throws(JobError) {
        self.init(session: session)
        let form = "the RabbitMQ address needs the form amqp://user:password@host:5672/virtual-host"
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
            parts.scheme == "amqp" || parts.scheme == "amqps"
        else { throw .invalid(form) }
        let isEncrypted = parts.scheme == "amqps"
        self.host = host.first == "[" ? String(host.dropFirst().dropLast()) : host
        port = parts.port ?? (isEncrypted ? 5_671 : 5_672)
        if isEncrypted { encryption = .verified(authorities: Self.publicAuthorities) }
        if let user = parts.user { self.user = user }
        if let password = parts.password { self.password = password }
        let path = parts.path.dropFirst()
        if !path.isEmpty { virtualHost = String(path) }
    }

    func queue(_ kind: String) -> String { prefix + "jobs." + kind }

    var deadQueue: String { prefix + "dead" }

    /// The queue in which failed jobs wait so long before they come back.
    func delayQueue(_ kind: String, milliseconds: Int) -> String { prefix + "delay.\(milliseconds)." + kind }
}

extension RabbitSettings: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(encryption == .none ? "amqp" : "amqps")://\(host):\(port)" }

    /// Only what may be shown.
    package var customMirror: Mirror { Mirror(self, children: ["address": description, "prefix": prefix]) }
}
