internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// What went wrong on a network, in words that hold no address's query and no content.
enum NetworkFault {
    /// The text of an error of the libraries below.
    static func text(of error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError: text(of: error)
        case let error as NIOSSLError: text(of: error)
        case let error as BoringSSLError: "TLS failed: \(text(of: error))"
        case is NIOSSLExtraError: "the server's certificate is not for this name"
        case ChannelError.connectTimeout: "no connection in time"
        case ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed, ChannelError.eof: "the connection was cut"
        case let error as ChannelError: "\(error)"
        default: "\(type(of: error))"
        }
    }

    /// Whether TLS only misses the peer's goodbye, as after every cut; the cut itself is told besides.
    static func isMissingGoodbye(_ error: any Error) -> Bool {
        switch error {
        case NIOSSLError.uncleanShutdown: true
        case is NIOSSLCloseTimedOutError: true
        default: false
        }
    }

    private static func text(of error: NIOConnectionError) -> String {
        if let cause = error.connectionErrors.first?.error { return text(of: cause) }
        if let cause = error.dnsAError ?? error.dnsAAAAError {
            _ = cause
            return "the name \(error.host) has no address"
        }
        return "no connection"
    }

    private static func text(of error: NIOSSLError) -> String {
        switch error {
        case .handshakeFailed(let cause): "TLS could not be agreed on: \(text(of: cause))"
        case .shutdownFailed: "TLS could not be ended"
        case .uncleanShutdown: "the connection was cut"
        case .unableToValidateCertificate, .noCertificateToValidate: "the server's certificate is not to be trusted"
        default: "TLS failed"
        }
    }

    private static func text(of error: BoringSSLError) -> String {
        switch error {
        case .sslError(let stack), .unknownError(let stack): stack.first.map(reason) ?? "no reason given"
        case .syscallError, .zeroReturn: "the connection was cut"
        default: "\(error)"
        }
    }

    /// The reason in `Error: 1 error:1:SSL routines:OPENSSL_internal:REASON at file:line`.
    private static func reason(of error: BoringSSLInternalError) -> String {
        let text = "\(error)"
        let end = text.firstRange(of: " at ")?.lowerBound ?? text.endIndex
        let words = text[..<end].split { $0 == ":" }.last ?? ""
        return words.lowercased().replacing("_", with: " ").trimmed
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
