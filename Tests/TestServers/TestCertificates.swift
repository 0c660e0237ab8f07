package import Foundation

/// A server's certificate for `localhost`, and the authority that signed it, made for one run of the tests.
package struct TestCertificates: Sendable {
    /// The authority's certificate, which clients are to trust.
    package let authority: URL
    /// The server's certificate.
    package let certificate: URL
    /// The server's key.
    package let key: URL

    private let keeper: ServerProcess

    /// Makes them, readable by every server on this machine: they protect nothing.
    package init() throws {
        keeper = try ServerProcess("certificates")
        let directory = keeper.directory
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
