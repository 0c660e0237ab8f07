package import SigmaModel

/// One request to a server.
///
/// Its text forms show the method and the address without query, since queries, headers and bodies hold secrets.
package struct HTTPCall: Sendable {
    /// What the request asks for.
    package enum Method: String, Hashable, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// What the request asks for.
    package var method: Method
    /// The whole address, `http` or `https`, with its query exactly as it is to be sent.
    package var url: String
    /// In the order in which they are sent; `Host` and `Content-Length` are added.
    package var headers: [(name: String, value: String)]
    /// Empty for none.
    package var body: [UInt8]
    /// How long everything may take, from the call to the last byte of the answer.
    package var timeout: TimeSpan

    /// A request; ten seconds are enough for every venue's slowest answer.
    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: TimeSpan = TimeSpan(seconds: 10)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }

    /// Path and query as the address writes them; nil where that has none, or bytes that no request's line can hold.
    var target: String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...].prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let path = rest[end...]
        let target = path.first == "/" ? String(path) : "/\(path)"
        return target.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? target : nil
    }
}

extension HTTPCall: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(method.rawValue) \(AddressText.shown(url))" }
    package var debugDescription: String { description }
    /// No children, so that nothing that dumps values shows secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
