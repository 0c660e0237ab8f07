import Foundation
package import SigmaModel
package import SigmaPorts

/// Where a Redis server is, who we are there, and how patient we are with it.
///
/// Its text forms leave the password out.
package struct RedisSettings: Sendable {
    /// Name or address of the server.
    package var host = "127.0.0.1"
    /// TCP port of the server.
    package var port = 6_379
    /// ACL user; nil for the default user.
    package var user: String?
    /// The user's password; nil for a server without.
    package var password: String?
    /// Number of the database.
    package var database = 0
    /// What all keys and channels begin with; two sessions must not share it.
    package var prefix: String
    /// How long connecting and each answer may take.
    package var timeout = TimeSpan(seconds: 2)
    /// The longest first and the longest wait before connecting again.
    package var backoff = (first: TimeSpan(milliseconds: 100), limit: TimeSpan(seconds: 5))
    /// Seeds the random part of those waits.
    package var seed: UInt64 = 0
    /// A message that a consumer holds for longer goes to another of its group.
    package var claimAfter = TimeSpan(seconds: 30)
    /// How many messages a topic that no group consumes keeps for groups to come.
    package var retention = 100_000
    /// How often ``RedisBus/run()`` checks for loss and drops what all groups have acknowledged.
    package var maintenance = TimeSpan(seconds: 1)

    /// A server on this machine, for one session.
    package init(session: String) { prefix = "sigma:\(session):" }

    /// A server given as `redis://[user[:password]@]host[:port][/database]`, for one session.
    ///
    /// Special characters of user and password are percent-encoded. The errors do not repeat the text.
    package init(url: String, session: String) throws(BusError) {
        self.init(session: session)
        guard let parts = URLComponents(string: url), let scheme = parts.scheme else {
            throw .invalid("the Redis address is no URL; write redis://user:password@host:6379/0")
        }
        if scheme == "rediss" {
            throw .invalid(
                "this build of the Redis client has no TLS; run stunnel beside it and connect to that by redis://")
        }
        guard scheme == "redis", let host = parts.host, !host.isEmpty else {
            throw .invalid("the Redis address needs the form redis://user:password@host:6379/0")
        }
        self.host = host.trimmingPrefix("[").last == "]" ? String(host.dropFirst().dropLast()) : host
        port = parts.port ?? 6_379
        if let user = parts.user, !user.isEmpty { self.user = user }
        password = parts.password
        let path = parts.path.drop { $0 == "/" }
        if !path.isEmpty {
            guard let number = Int(path), number >= 0 else {
                throw .invalid("the path of the Redis address is the number of the database, such as /0")
            }
            database = number
        }
    }

    func key(_ topic: Topic) -> String { prefix + topic.rawValue }
}

extension RedisSettings: CustomStringConvertible, CustomReflectable {
    package var description: String { "redis://\(host):\(port)/\(database)" }

    /// Only what may be shown.
    package var customMirror: Mirror { Mirror(self, children: ["address": description, "prefix": prefix]) }
}
