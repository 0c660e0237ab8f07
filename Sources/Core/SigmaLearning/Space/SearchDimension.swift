internal import RealModule

/// One parameter of a search: its name, its bounds and what lies between them.
///
/// A value is a `Double` in the parameter's own unit; for a choice it is the index. Samplers work on a coordinate: the
/// value, or its natural logarithm for a logarithmic dimension, on an axis that is half a step wider at both ends where
/// values are discrete, so that every value has a cell of its own around it.
package struct SearchDimension: Hashable, Sendable {
    /// What values lie between the bounds.
    package enum Kind: Hashable, Sendable {
        /// Every real number, equal differences being equally likely.
        case real
        /// Every real number, equal ratios being equally likely.
        case logarithmic
        /// The lower bound and whole steps from it.
        case stepped(Double)
        /// Whole numbers, this many apart.
        case integer(step: Int)
        /// Whole numbers, equal ratios being equally likely.
        case logarithmicInteger
        /// One of these texts, in no order.
        case categorical([String])
    }

    /// The name, as the strategy declares it.
    package let name: String
    /// What lies between the bounds.
    package let kind: Kind
    /// The smallest and the largest value.
    package let range: ClosedRange<Double>
    /// The axis of coordinates.
    package let axis: ClosedRange<Double>

    private init(_ name: String, _ kind: Kind, _ range: ClosedRange<Double>, axis: ClosedRange<Double>) {
        self.name = name
        self.kind = kind
        self.range = range
        self.axis = axis
    }

    /// Real numbers, optionally in steps from the lower bound or on a logarithmic axis.
    ///
    /// The upper bound becomes the last step inside the range.
    package static func float(
        _ name: String, _ range: ClosedRange<Double>, step: Double? = nil, isLogarithmic: Bool = false
    ) throws(SpaceError) -> SearchDimension {
        try check(name, range, isLogarithmic: isLogarithmic)
        if let step {
            if isLogarithmic { throw .steppedLogarithm(name: name) }
            guard step > 0, step.isFinite else { throw .step(name: name, step: step) }
            let last = try lastStep(name, range, step)
            return SearchDimension(
                name, .stepped(step), range.lowerBound...last, axis: (range.lowerBound - step / 2)...(last + step / 2))
        }
        guard isLogarithmic else { return SearchDimension(name, .real, range, axis: range) }
        let axis = Double.log(range.lowerBound)...Double.log(range.upperBound)
        return SearchDimension(name, .logarithmic, range, axis: axis)
    }

    /// Whole numbers, optionally several apart or on a logarithmic axis.
    ///
    /// The upper bound becomes the last step inside the range.
    package static func integer(
        _ name: String, _ range: ClosedRange<Int>, step: Int = 1, isLogarithmic: Bool = false
    ) throws(SpaceError) -> SearchDimension {
        let bounds = Double(range.lowerBound)...Double(range.upperBound)
        try check(name, bounds, isLogarithmic: isLogarithmic)
        guard step > 0 else { throw .step(name: name, step: Double(step)) }
        if isLogarithmic {
            guard step == 1 else { throw .steppedLogarithm(name: name) }
            let axis = Double.log(bounds.lowerBound - 0.5)...Double.log(bounds.upperBound + 0.5)
            return SearchDimension(name, .logarithmicInteger, bounds, axis: axis)
        }
        let last = try lastStep(name, bounds, Double(step))
        let half = Double(step) / 2
        return SearchDimension(
            name, .integer(step: step), bounds.lowerBound...last, axis: (bounds.lowerBound - half)...(last + half))
    }

    /// One of several texts, in no order; the value is the index.
    package static func categorical(_ name: String, _ choices: [String]) throws(SpaceError) -> SearchDimension {
        guard choices.count > 1 else { throw .choices(name: name, count: choices.count) }
        for (index, choice) in choices.enumerated() where choices[..<index].contains(choice) {
            throw .repeatedChoice(name: name, choice: choice)
        }
        let last = Double(choices.count - 1)
        return SearchDimension(name, .categorical(choices), 0...last, axis: -0.5...(last + 0.5))
    }

    /// Whether the values are texts without an order.
    package var isCategorical: Bool { if case .categorical = kind { true } else { false } }

    /// How many values there are; nil where they are continuous.
    package var valueCount: Int? {
        switch kind {
        case .real, .logarithmic: nil
        case .stepped(let step): Int(((range.upperBound - range.lowerBound) / step).rounded()) + 1
        case .integer(let step): Int(range.upperBound - range.lowerBound) / step + 1
        case .logarithmicInteger: Int(range.upperBound - range.lowerBound) + 1
        case .categorical(let choices): choices.count
        }
    }

    private static func check(
        _ name: String, _ range: ClosedRange<Double>, isLogarithmic: Bool
    ) throws(SpaceError) {
        guard range.lowerBound.isFinite, range.upperBound.isFinite else { throw .unbounded(name: name) }
        guard range.lowerBound < range.upperBound, (range.upperBound - range.lowerBound).isFinite else {
            throw .noRoom(name: name)
        }
        if isLogarithmic, range.lowerBound <= 0 { throw .logarithm(name: name, low: range.lowerBound) }
    }

    /// The largest whole number of steps from the lower bound; 10⁻⁹ of a step forgives the rounding of the bounds.
    private static func lastStep(
        _ name: String, _ range: ClosedRange<Double>, _ step: Double
    ) throws(SpaceError) -> Double {
        let steps = ((range.upperBound - range.lowerBound) / step + 1e-9).rounded(.down)
        guard steps >= 1 else { throw .noRoom(name: name) }
        return min(range.lowerBound + steps * step, range.upperBound)
    }
}
