/// A request as it came over the wire, of REST or for a WebSocket.
package struct WireRequest: Sendable {
    /// The method in capitals, such as `GET`.
    package var method: String
    /// The path without the venue's prefix, exactly as sent, such as `/v1/orders`.
    package var path: String
    /// What follows the question mark, exactly as sent; empty without one.
    package var query: String
    /// The headers in the order of their arrival.
    package var headers: [(name: String, value: String)]
    /// The body, exactly as sent.
    package var body: [UInt8]
    /// The client's address without its port.
    package var address: String

    package init(
        method: String = "GET", path: String, query: String = "", headers: [(name: String, value: String)] = [],
        body: [UInt8] = [], address: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.address = address
    }

    /// A header by its name in any case; the first where there are several.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// The query's parameters, decoded, in the order sent.
    package var parameters: QueryParameters { QueryParameters(query) }
    /// The body's text.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
