/// A value that is encoded as its text, so that no decoder ever takes a price for a binary number.
public protocol TextCodable: Codable, CustomStringConvertible {
    /// The value of a text that ``description`` may have made.
    init(text: String) throws
}

extension TextCodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do { self = try Self(text: text) } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' \(error)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Price: TextCodable {
    public init(text: String) throws { try self.init(text) }
}

extension Quantity: TextCodable {
    public init(text: String) throws { try self.init(text) }
}

extension Money: TextCodable {
    public init(text: String) throws { try self.init(text) }
}

extension Rate: TextCodable {
    public init(text: String) throws { try self.init(text) }
}

extension Timestamp: TextCodable {
    public init(text: String) throws { try self.init(text) }
}

extension Timeframe: TextCodable {
    /// A text that names no timeframe.
    public struct UnknownName: Error, CustomStringConvertible {
        public var description: String { "is no timeframe; there are \(Timeframe.names.joined(separator: ", "))" }
    }

    public init(text: String) throws {
        guard let value = Timeframe(text) else { throw UnknownName() }
        self = value
    }
}

extension TimeSpan: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(nanoseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}

extension Venue: Codable {}
extension FeeAsset: Codable {}
extension AmendmentScope: Codable {}
extension InstrumentKind: Codable {}
