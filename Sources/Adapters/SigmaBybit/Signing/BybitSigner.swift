internal import Crypto
internal import Foundation
internal import SigmaModel
internal import SigmaWire

/// Signs requests and connections with a key of the system-generated kind.
///
/// Source: Bybit "Integration Guidance", authentication; "Connect", authentication of streams.
struct BybitSigner: Sendable {
    /// The public name of the key.
    let id: String
    /// How long after its time the venue still takes a request.
    let window: TimeSpan
    private let secret: SymmetricKey

    init(key: VenueKey, window: TimeSpan) {
        id = key.id
        secret = SymmetricKey(data: Array(key.secret.utf8))
        self.window = window
    }

    /// The window in the unit of the wire.
    var windowText: String { String(window.nanoseconds / 1_000_000) }

    /// The headers of a request.
    ///
    /// - Parameters:
    ///   - payload: the query of a GET or the body of a POST, exactly as it is sent.
    ///   - time: the venue's clock.
    func headers(for payload: String, at time: Timestamp) -> [(name: String, value: String)] {
        let stamp = Self.milliseconds(time)
        return [
            ("X-BAPI-API-KEY", id), ("X-BAPI-TIMESTAMP", stamp), ("X-BAPI-RECV-WINDOW", windowText),
            ("X-BAPI-SIGN", signature(of: stamp + id + windowText + payload)),
        ]
    }

    /// The message that authenticates a connection; the venue refuses it once the expiry has passed.
    func authentication(until expiry: Timestamp) -> String {
        let stamp = Self.milliseconds(expiry)
        let signature = signature(of: "GET/realtime" + stamp)
        return #"{"op":"auth","args":["\#(id)",\#(stamp),"\#(signature)"]}"#
    }

    /// The last instant, by the venue's clock, at which it takes a request that was signed at a time.
    func end(ofSigned time: Timestamp) -> Timestamp {
        Timestamp(milliseconds: time.nanoseconds / 1_000_000) + window
    }

    /// The lowercase hex HMAC-SHA256 of a text.
    func signature(of text: String) -> String {
        Hex.encode(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: secret))
    }

    static func milliseconds(_ time: Timestamp) -> String { String(time.nanoseconds / 1_000_000) }
}
