/// A WebSocket's address taken apart.
struct StreamAddress: Hashable {
    /// Whether TLS is spoken.
    let isSecure: Bool
    /// Name or address, without brackets.
    let host: String
    let port: Int
    /// Path and query, as they are sent.
    let target: String

    /// An address `ws[s]://host[:port][/path][?query]`; nil for anything else, users and passwords included.
    init?(_ url: String) {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        switch url[..<scheme.lowerBound].lowercased() {
        case "ws": isSecure = false
        case "wss": isSecure = true
        default: return nil
        }
        let rest = url[scheme.upperBound...].prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = StreamAddress.authority(rest[..<end]) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        let path = rest[end...]
        target = path.first == "/" ? String(path) : "/\(path)"
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    }

    /// What the `Host` header says.
    var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        guard !text.contains("@") else { return nil }
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
        guard !host.isEmpty, isName else { return nil }
        guard let port else { return (String(host), nil) }
        guard let number = Int(port), (1...65_535).contains(number) else { return nil }
        return (String(host), number)
    }
}
