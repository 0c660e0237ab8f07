internal import NIOCore
internal import NIOSSL

/// How clients speak TLS: 1.2 or newer, certificates and names checked.
enum TLSClient {
    static func configuration(_ trust: TrustRoots) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        switch trust {
        case .system: configuration.trustRoots = .default
        case .file(let path): configuration.trustRoots = .file(path)
        }
        return configuration
    }

    /// A handler that checks that the server has a certificate for the host.
    static func handler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        // An address is checked against the certificate's addresses, and cannot be asked for by name.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }
}
