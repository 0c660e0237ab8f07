internal import NIOSSL

/// A server's certificate and key, in PEM files.
package struct ServingTLS: Sendable {
    /// The certificate, and those between it and its root.
    package let certificates: String
    /// The private key.
    package let key: String

    package init(certificates: String, key: String) {
        self.certificates = certificates
        self.key = key
    }

    /// The files' content as NIOSSL takes it; throws what is wrong with them.
    var configuration: TLSConfiguration {
        get throws {
            let chain = try NIOSSLCertificate.fromPEMFile(certificates)
            return TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        }
    }
}
