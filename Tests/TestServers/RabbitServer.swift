package import Foundation

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
        // The name server would outlive its node, so it is started here, where it ends with the node.
        let script = "/usr/bin/epmd -address 127.0.0.1 -port \(nameServer) & exec \(Self.program)"
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

    private static func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
    }
}

/// A server's certificate for `localhost`, and the authority that signed it, made for one run of the tests.
package struct TestCertificates: Sendable {
    /// The authority's certificate, which clients are to trust.
    package let authority: URL
    /// The server's certificate.
    package let certificate: URL
    /// The server's key.
    package let key: URL

    /// Makes them in a directory, readable by everyone on this machine: they protect nothing.
    package init(in directory: URL) throws {
        func file(_ name: String) -> String { directory.appending(path: name).path }
        func openssl(_ arguments: [String]) throws { try ToolRun.run(["/usr/bin/openssl"] + arguments) }
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try openssl(
            ["req", "-x509"] + newKey + [
                "-keyout", file("ca.key"), "-out", file("ca.pem"), "-days", "2", "-subj", "/CN=Test authority",
            ])
        try openssl(
            ["req"] + newKey + ["-keyout", file("key.pem"), "-out", file("request.pem"), "-subj", "/CN=localhost"])
        try Data("subjectAltName=DNS:localhost\n".utf8).write(to: directory.appending(path: "names"))
        try openssl([
            "x509", "-req", "-in", file("request.pem"), "-CA", file("ca.pem"), "-CAkey", file("ca.key"),
            "-CAcreateserial", "-days", "2", "-extfile", file("names"), "-out", file("certificate.pem"),
        ])
        try ToolRun.run(["/bin/chmod", "-R", "a+rX", directory.path])
        authority = directory.appending(path: "ca.pem")
        certificate = directory.appending(path: "certificate.pem")
        key = directory.appending(path: "key.pem")
    }
}
