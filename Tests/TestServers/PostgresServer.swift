import Foundation
import Synchronization

/// A private PostgreSQL server on 127.0.0.1 with TLS and a certificate authority of its own.
///
/// Its certificate is for `localhost` and ``tlsHost``, not for 127.0.0.1; passwords are checked by SCRAM.
package final class PostgresServer: Sendable {
    /// The superuser's password, with characters that URLs and connection strings treat specially.
    package static let password = "s3cret p@ss'w%rd\\é"
    /// A name in the certificate that is not this machine's, for the rules about other hosts.
    package static let tlsHost = "db.sigma.test"

    /// The one server of this test process, started when it is first asked for.
    package static func shared() throws -> PostgresServer { try sharedServer.get() }

    private static let sharedServer = Result { try PostgresServer() }

    /// Where the server's programs are; nil where PostgreSQL is not installed.
    package static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap(Int.init)
            .sorted()
        return versions.last.map { "\(root)/\($0)/bin" }
    }()

    /// The process, to freeze, kill and restart.
    package let process: ServerProcess
    /// The port it listens on.
    package let port: UInt16
    private let databases = Mutex(0)

    /// Makes a database cluster and starts its server.
    package init() throws {
        guard let programs = Self.programs else { throw ToolFailure("PostgreSQL is not installed; install postgresql") }
        process = try ServerProcess("postgres", user: "postgres")
        port = try LocalPort.free()
        let path = process.directory.path
        try Data(Self.password.utf8).write(to: process.directory.appending(path: "password"))
        try ToolRun.run(["/bin/chmod", "644", "\(path)/password"])
        try ToolRun.run(
            process.asUser([
                "\(programs)/initdb", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--username=sigma",
                "--auth=scram-sha-256", "--pwfile=\(path)/password", "\(path)/data",
            ]))
        try makeCertificates()
        let port = port
        try process.start(
            ServerProcess.Launch(
                [
                    "\(programs)/postgres", "-D", "\(path)/data", "-p", "\(port)", "-c",
                    "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=\(path)", "-c", "fsync=off", "-c",
                    "ssl=on", "-c", "ssl_cert_file=\(path)/server.pem", "-c", "ssl_key_file=\(path)/server.key",
                    "-c", "max_connections=200",
                ],
                isReady: {
                    (try? ToolRun.run(["\(programs)/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)"])) != nil
                }))
    }

    /// The authority that signed the server's certificate.
    package var authority: String { process.directory.appending(path: "ca.pem").path }
    /// An authority that did not.
    package var strangeAuthority: String { process.directory.appending(path: "other-ca.pem").path }

    private func makeCertificates() throws {
        let path = process.directory.path
        for name in ["ca", "other-ca"] {
            try openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                "/CN=\(name)", "-keyout", "\(path)/\(name).key", "-out", "\(path)/\(name).pem")
        }
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=sigma-test",
            "-addext",
            "subjectAltName=DNS:localhost,DNS:\(Self.tlsHost)", "-keyout", "\(path)/server.key", "-out",
            "\(path)/server.csr")
        try openssl(
            "x509", "-req", "-days", "2", "-in", "\(path)/server.csr", "-CA", "\(path)/ca.pem", "-CAkey",
            "\(path)/ca.key", "-CAcreateserial", "-copy_extensions", "copy", "-out", "\(path)/server.pem")
        if let user = process.user {
            try ToolRun.run(["/bin/chown", user, "\(path)/server.key", "\(path)/server.pem"])
        }
        try ToolRun.run(["/bin/chmod", "600", "\(path)/server.key"])
    }

    private func openssl(_ arguments: String...) throws { try ToolRun.run(["/usr/bin/openssl"] + arguments) }

    /// Makes an empty database and returns its name.
    package func makeDatabase() throws -> String {
        let number = databases.withLock { count in
            count += 1
            return count
        }
        let name = "test_\(number)"
        try psql("CREATE DATABASE \(name)")
        return name
    }

    /// Runs SQL as the superuser and returns what it printed, bare.
    @discardableResult
    package func psql(_ sql: String, database: String = "postgres") throws -> String {
        try ToolRun.run(
            [
                "/usr/bin/psql", "-h", "127.0.0.1", "-p", "\(port)", "-U", "sigma", "-d", database, "-X", "-q", "-A",
                "-t", "-v", "ON_ERROR_STOP=1", "-c", sql,
            ],
            environment: ["PGPASSWORD": Self.password])
    }

    /// The URL of a database; TLS with full verification unless `query` says otherwise.
    package func url(_ database: String, host: String = PostgresServer.tlsHost, query: String? = nil) -> String {
        let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let password = Self.password.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        let query = query ?? "sslmode=verify-full&sslrootcert=\(authority)"
        return "postgresql://sigma:\(password)@\(host):\(port)/\(database)?hostaddr=127.0.0.1&\(query)"
    }
}
