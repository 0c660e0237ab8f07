import Foundation

/// A RabbitMQ server of the tests: node, ports, user and directory of its own, reachable from this machine only.
package final class RabbitServer: Sendable {
    /// Whether there is a server to start.
    package static let isInstalled = FileManager.default.isExecutableFile(atPath: program)
    private static let program = "/usr/lib/rabbitmq/bin/rabbitmq-server"

    /// The process, to stop, kill, freeze, thaw and restart.
    package let process: ServerProcess
    /// Where it listens on 127.0.0.1.
    package let port: UInt16
    /// Where it listens with TLS on 127.0.0.1; nil without certificates.
    package let encryptedPort: UInt16?
    /// The only user.
    package let user = "worker"
    /// That user's password.
    package let password = "k@nin/chen"

    /// Starts a server, which takes seconds, and returns when it listens; with certificates it speaks TLS as well.
    package init(certificates: TestCertificates? = nil) throws {
        process = try ServerProcess("rabbit", user: "rabbitmq")
        let port = try LocalPort.free()
        let encryptedPort = try certificates.map { _ in try LocalPort.free() }
        (self.port, self.encryptedPort) = (port, encryptedPort)
        let directory = process.directory
        var lines = ["listeners.tcp.1 = 127.0.0.1:\(port)", "default_user = \(user)", "default_pass = \(password)"]
        if let certificates, let encryptedPort {
            lines += [
                "listeners.ssl.1 = 127.0.0.1:\(encryptedPort)",
                "ssl_options.certfile = \(certificates.certificate.path)",
                "ssl_options.keyfile = \(certificates.key.path)",
            ]
        }
        try Self.write(lines.joined(separator: "\n") + "\n", to: directory.appending(path: "rabbitmq.conf"))
        try Self.write("[].\n", to: directory.appending(path: "enabled_plugins"))
        let nameServer = try LocalPort.free()
        // The name server would outlive its node, so it is started here and ends with the node.
        let script = """
            /usr/bin/epmd -address 127.0.0.1 -port \(nameServer) & names=$!
            \(Self.program) & node=$!
            trap 'kill -TERM $node' TERM
            while kill -0 $node 2>/dev/null; do wait $node; done
            kill $names
            """
        let environment = [
            "HOME": directory.path, "RABBITMQ_NODENAME": "sigma\(port)@localhost",
            "RABBITMQ_CONFIG_FILE": directory.appending(path: "rabbitmq").path,
            "RABBITMQ_ENABLED_PLUGINS_FILE": directory.appending(path: "enabled_plugins").path,
            "RABBITMQ_MNESIA_BASE": directory.appending(path: "data").path,
            "RABBITMQ_LOG_BASE": directory.appending(path: "log").path,
            "RABBITMQ_PID_FILE": directory.appending(path: "pid").path,
            "RABBITMQ_DIST_PORT": String(try LocalPort.free()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": String(nameServer), "ERL_EPMD_ADDRESS": "127.0.0.1",
        ]
        try process.start(
            .init(["/bin/sh", "-c", script], environment: environment) {
                LocalPort.answers(port) && encryptedPort.map(LocalPort.answers) != false
            })
    }

    /// Whether the server would find a queue again if it were killed now.
    ///
    /// It notes a new quorum queue in a table that it writes half a second later, and until then loses the queue.
    package func hasNoted(_ queue: String) -> Bool {
        let data = process.directory.appending(path: "data")
        let files = FileManager.default.enumerator(at: data, includingPropertiesForKeys: nil)
        let tables = files?.compactMap { $0 as? URL }.filter { $0.lastPathComponent == "names.dets" } ?? []
        return tables.contains { (try? Data(contentsOf: $0))?.range(of: Data(queue.utf8)) != nil }
    }

    private static func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    }
}
