public import SigmaModel

/// Why a text is no size.
public enum SizingError: Error, Equatable, Sendable {
    /// Not of a known form.
    case unknownForm
    /// The amount is no decimal.
    case decimal(DecimalError)
    /// The amount is not inside what can be traded.
    case outOfRange(String)
}

extension SizingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownForm:
            "is unknown; write fixed:0.5 (base quantity), total:1000000 (quote amount) or percent:95 (of equity)"
        case .decimal(let error): error.description
        case .outOfRange(let range): "is out of range; \(range)"
        }
    }
}

extension Sizing: TextCodable {
    /// The size of a text such as `fixed:0.5`, `total:1000000` or `percent:95`.
    public init(text: String) throws { try self.init(text) }

    /// The size of a text such as `fixed:0.5`, `total:1000000` or `percent:95`.
    public init(_ text: String) throws(SizingError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { throw .unknownForm }
        let raw: Int128
        do throws(DecimalError) { raw = try DecimalText.parse(parts[1]) } catch { throw .decimal(error) }
        switch parts[0] {
        case "fixed":
            guard raw > 0, raw < Int128(1) << 90 else {
                throw .outOfRange("the quantity must be positive and below 10^18")
            }
            self = .quantity(Quantity(raw: raw))
        case "total":
            guard raw > 0, raw < Int128(1_000_000_000_000_000) * Int128(FixedPoint.one) else {
                throw .outOfRange("it takes a positive amount up to 10^15")
            }
            self = .total(Money(raw: raw))
        case "percent":
            guard raw >= FixedPoint.one / 100, raw <= 100 * FixedPoint.one else {
                throw .outOfRange("it takes 0.01 … 100")
            }
            self = .share(Rate(raw: Int64(raw / 100)))
        default: throw .unknownForm
        }
    }
}

extension Sizing: CustomStringConvertible {
    /// The text that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .quantity(let quantity): "fixed:\(quantity)"
        case .total(let money): "total:\(money)"
        case .share(let rate): "percent:\(DecimalText.format(Int128(rate.raw) * 100))"
        }
    }
}
