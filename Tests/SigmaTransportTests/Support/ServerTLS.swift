import Foundation
import NIOSSL
import TestServers

/// The certificates of this test process's servers, all for `localhost`.
enum ServerTLS {
    private static let made = Result { try TestCertificates() }
    private static let others = Result { try TestCertificates() }

    /// The PEM file of the authority that clients are to trust.
    static func authority() throws -> String { try made.get().authority.path }

    /// An authority that signed nothing here.
    static func strangeAuthority() throws -> String { try others.get().authority.path }

    static func context() throws -> NIOSSLContext {
        let made = try made.get()
        let chain = try NIOSSLCertificate.fromPEMFile(made.certificate.path).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: made.key.path, format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
    }
}
