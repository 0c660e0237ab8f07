/// One value for each of a strategy's parameters.
public struct ParameterValues: Hashable, Sendable {
    /// The parameters that the values belong to.
    public let specs: [ParameterSpec]
    /// In the order of ``specs``.
    public private(set) var values: [Double]

    /// The defaults.
    public init(_ specs: [ParameterSpec]) {
        self.specs = specs
        values = specs.map(\.standard)
    }

    /// The value of a declared parameter.
    ///
    /// - Precondition: the strategy declares the name.
    /// - Complexity: O(parameters).
    public subscript(name: String) -> Double {
        guard let index = specs.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the strategy declares no parameter '\(name)'")
        }
        return values[index]
    }

    /// A whole-number parameter.
    public func integer(_ name: String) -> Int { Int(self[name]) }

    /// Sets a parameter from text.
    public mutating func set(_ name: String, to text: String) throws(ParameterError) {
        guard let index = specs.firstIndex(where: { $0.name == name }) else {
            throw .unknown(name, known: specs.map(\.name))
        }
        values[index] = try specs[index].parse(text)
    }

    /// Sets the parameter at a place to a value inside its range.
    public mutating func set(at index: Int, to value: Double) throws(ParameterError) {
        guard specs[index].range.contains(value) else { throw .outOfRange(specs[index], String(value)) }
        values[index] = value
    }

    /// The values as text by name.
    public var texts: [(name: String, text: String)] { zip(specs, values).map { ($0.name, $0.format($1)) } }
}
