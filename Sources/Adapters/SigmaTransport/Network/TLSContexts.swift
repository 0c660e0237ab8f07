internal import NIOSSL
internal import Synchronization

/// The TLS context of a stream's connections, made when it is first needed: reading the machine's roots takes a while.
final class TLSContexts: Sendable {
    private let trust: TrustRoots
    private let made = Mutex<NIOSSLContext?>(nil)

    init(_ trust: TrustRoots) { self.trust = trust }

    func context() throws(StreamFailure) -> NIOSSLContext {
        if let context = made.withLock({ $0 }) { return context }
        do {
            let context = try NIOSSLContext(configuration: TLSClient.configuration(trust))
            made.withLock { $0 = context }
            return context
        } catch {
            let place = if case .file(let path) = trust { path } else { "the system's" }
            throw .noRequest("the trusted authorities cannot be read (\(place)): \(NetworkFault.text(of: error))")
        }
    }
}
