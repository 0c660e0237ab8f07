/// A server's whole answer; not yet whether it is the one that was hoped for.
package struct HTTPAnswer: Sendable {
    /// The status code, such as 200.
    package var status: Int
    /// In the order in which they came.
    package var headers: [(name: String, value: String)]
    /// All of it, as it was sent.
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of a name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.count == name.count && $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text, with replacements where it is not UTF-8.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

extension HTTPAnswer: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { "status \(status), \(body.count) bytes" }
    package var debugDescription: String { description }
}
