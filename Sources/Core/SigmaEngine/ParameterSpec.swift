/// A strategy's parameter, declared once for the command line, the optimiser and the dashboard.
public struct ParameterSpec: Hashable, Sendable {
    /// What values a parameter takes.
    public enum Kind: Hashable, Sendable {
        case integer
        case decimal
        /// One of these names; the value is the index.
        case choice([String])
        case flag
    }

    /// The name, as in `--set name=value`.
    public var name: String
    /// What values it takes and how they are written.
    public var kind: Kind
    /// The smallest and largest value allowed; for a choice, the indices of its names.
    public var range: ClosedRange<Double>
    /// The optimiser's grid; zero for a continuous parameter.
    public var step: Double
    /// The value when none is given.
    public var standard: Double
    /// What it does, in English.
    public var text: String
    /// What it does, in Korean.
    public var koreanText: String

    /// A whole number.
    public static func integer(
        _ name: String, _ range: ClosedRange<Int>, step: Int = 1, default standard: Int, _ text: String,
        _ koreanText: String
    ) -> ParameterSpec {
        ParameterSpec(
            name: name, kind: .integer, range: Double(range.lowerBound)...Double(range.upperBound), step: Double(step),
            standard: Double(standard), text: text, koreanText: koreanText)
    }

    /// A real number.
    public static func decimal(
        _ name: String, _ range: ClosedRange<Double>, step: Double = 0, default standard: Double, _ text: String,
        _ koreanText: String
    ) -> ParameterSpec {
        ParameterSpec(
            name: name, kind: .decimal, range: range, step: step, standard: standard, text: text,
            koreanText: koreanText)
    }

    /// One of several names, the first being the default.
    public static func choice(
        _ name: String, _ names: [String], _ text: String, _ koreanText: String
    ) -> ParameterSpec {
        ParameterSpec(
            name: name, kind: .choice(names), range: 0...Double(names.count - 1), step: 1, standard: 0, text: text,
            koreanText: koreanText)
    }

    /// On or off.
    public static func flag(
        _ name: String, default standard: Bool, _ text: String, _ koreanText: String
    ) -> ParameterSpec {
        ParameterSpec(
            name: name, kind: .flag, range: 0...1, step: 1, standard: standard ? 1 : 0, text: text,
            koreanText: koreanText)
    }

    /// The text of a value, as `--set` takes it.
    public func format(_ value: Double) -> String {
        switch kind {
        case .integer: String(Int64(value))
        case .decimal: value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
        case .choice(let names): names[Int(value)]
        case .flag: value == 0 ? "false" : "true"
        }
    }

    /// The value of a text, or why it is none.
    public func parse(_ text: String) throws(ParameterError) -> Double {
        let value: Double
        switch kind {
        case .integer:
            guard let number = Int64(text) else { throw .notAValue(self, text) }
            value = Double(number)
        case .decimal:
            guard let number = Double(text), number.isFinite else { throw .notAValue(self, text) }
            value = number
        case .choice(let names):
            guard let index = names.firstIndex(of: text) else { throw .notAValue(self, text) }
            value = Double(index)
        case .flag:
            guard text == "true" || text == "false" else { throw .notAValue(self, text) }
            value = text == "true" ? 1 : 0
        }
        guard range.contains(value) else { throw .outOfRange(self, text) }
        return value
    }

    /// The values it takes, for help texts and errors.
    public var domain: String {
        switch kind {
        case .integer, .decimal: "\(format(range.lowerBound)) … \(format(range.upperBound))"
        case .choice(let names): names.joined(separator: ", ")
        case .flag: "true, false"
        }
    }
}

/// Why parameters were refused.
public enum ParameterError: Error, Hashable, Sendable {
    case unknown(String, known: [String])
    case notAValue(ParameterSpec, String)
    case outOfRange(ParameterSpec, String)
    /// Values that are fine alone but not together.
    case contradiction(String)
}

extension ParameterError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknown(let name, let known):
            "there is no parameter '\(name)'; this strategy has \(known.joined(separator: ", "))"
        case .notAValue(let spec, let text): "parameter \(spec.name) cannot be '\(text)'; it takes \(spec.domain)"
        case .outOfRange(let spec, let text):
            "parameter \(spec.name) = \(text) is out of range; it takes \(spec.domain)"
        case .contradiction(let text): text
        }
    }
}
