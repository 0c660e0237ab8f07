import Foundation

/// A Redis server of the tests, on a port and in a directory of its own.
package final class RedisServer: Sendable {
    /// Whether there is a server to start.
    package static let isInstalled = FileManager.default.isExecutableFile(atPath: program)
    private static let program = "/usr/bin/redis-server"

    /// How the server keeps data over a restart.
    package enum Persistence: Sendable {
        /// Not at all: a restart loses everything.
        case none
        /// Everything it answered to.
        case appendOnly
    }

    /// An ACL user; the default user is off then.
    package struct User: Sendable {
        package let name: String
        package let password: String
        /// The keys and channels it may use, as a pattern.
        package let pattern: String

        package init(name: String, password: String, pattern: String) {
            self.name = name
            self.password = password
            self.pattern = pattern
        }
    }

    /// The process, to stop, kill, freeze, thaw and restart.
    package let process: ServerProcess
    /// Where it listens on 127.0.0.1.
    package let port: UInt16

    /// Starts a server and returns when it listens.
    package init(_ persistence: Persistence = .none, user: User? = nil) throws {
        process = try ServerProcess("redis")
        port = try LocalPort.free()
        let port = port
        var lines = [
            "port \(port)", "bind 127.0.0.1", "dir \(process.directory.path)", "save \"\"", "daemonize no",
            "appendonly \(persistence == .appendOnly ? "yes" : "no")", "appendfsync always",
        ]
        if let user {
            lines += [
                "user default off",
                "user \(user.name) on >\(user.password) ~\(user.pattern) &\(user.pattern) +@all -@dangerous",
            ]
        }
        let file = process.directory.appending(path: "redis.conf")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        try process.start(.init([Self.program, file.path]) { LocalPort.answers(port) })
    }
}
