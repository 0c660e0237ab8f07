internal import SigmaModel

/// The parameters of a request, of its query or of its JSON body.
struct BybitFields {
    private let values: [String: String]

    /// The parameters of a GET's query or a POST's body.
    init(_ request: WireRequest) throws(BybitRefusal) {
        guard request.method != "GET" else {
            self.init(request.parameters)
            return
        }
        guard let members = JSONTree(request.body)?.members else { throw .parameter("body is no JSON") }
        self.init(members)
    }

    /// The members of an object.
    init(_ members: [JSONTree.Member]) {
        values = Dictionary(members.compactMap { member in member.value.plain.map { (member.name, $0) } }) { first, _ in
            first
        }
    }

    /// A parameter; nil where it is absent or empty.
    subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The kind of instruments that the category means.
    func kind() throws(BybitRefusal) -> InstrumentKind {
        guard let category = self["category"] else { throw .parameter("category is required") }
        guard let kind = BybitText.kind(category) else { throw .parameter("category invalid") }
        return kind
    }

    /// A count between bounds.
    func limit(_ standard: Int, most: Int) throws(BybitRefusal) -> Int {
        guard let text = self["limit"] else { return standard }
        guard let limit = Int(text), limit >= 1 else { throw .parameter("limit invalid") }
        return min(limit, most)
    }

    /// A time in milliseconds.
    func time(_ name: String) throws(BybitRefusal) -> Timestamp? {
        guard let text = self[name] else { return nil }
        guard let milliseconds = Int64(text), milliseconds >= 0, milliseconds < 9_000_000_000_000 else {
            throw .parameter("\(name) invalid")
        }
        return Timestamp(milliseconds: milliseconds)
    }

    /// A place in a list, from a cursor that an answer gave out, which clients send back as it came.
    func offset() throws(BybitRefusal) -> Int {
        guard let cursor = self["cursor"] else { return 0 }
        guard cursor.hasPrefix("page_token="), cursor.hasSuffix("&"),
            let offset = Int(cursor.dropFirst("page_token=".count).dropLast()), offset >= 0
        else { throw .parameter("cursor invalid") }
        return offset
    }

    /// The cursor of a place in a list, percent-encoded as the venue gives it out; empty behind the end.
    static func cursor(_ offset: Int, of count: Int) -> String {
        offset < count ? "page_token%3D\(offset)%26" : ""
    }
}

extension BybitFields {
    /// The parameters of a query.
    init(_ parameters: QueryParameters) {
        self.init(parameters.pairs.map { JSONTree.Member(name: $0.name, value: .string($0.value)) })
    }
}
