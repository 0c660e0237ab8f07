internal import RealModule

extension SearchDimension {
    /// The value at a coordinate; one beyond the axis is moved to its end.
    package func value(at coordinate: Double) -> Double {
        switch kind {
        case .real: return bounded(coordinate)
        case .logarithmic: return bounded(Double.exp(coordinate))
        case .stepped(let step):
            let steps = ((coordinate - range.lowerBound) / step + 0.5).rounded(.down)
            return bounded(range.lowerBound + steps * step)
        case .integer(let step):
            let steps = ((coordinate - range.lowerBound) / Double(step) + 0.5).rounded(.down)
            return bounded(range.lowerBound + steps * Double(step))
        case .logarithmicInteger: return bounded((Double.exp(coordinate) + 0.5).rounded(.down))
        case .categorical: return bounded((coordinate + 0.5).rounded(.down))
        }
    }

    /// The coordinate of a value: the middle of its cell, or the place where it is if values are continuous.
    package func coordinate(of value: Double) -> Double {
        switch kind {
        case .logarithmic, .logarithmicInteger: Double.log(value)
        case .real, .stepped, .integer, .categorical: value
        }
    }

    /// The coordinates between which a discrete value is chosen; nil where values are continuous.
    package func cell(of value: Double) -> ClosedRange<Double>? {
        switch kind {
        case .real, .logarithmic: nil
        case .stepped(let step): (value - step / 2)...(value + step / 2)
        case .integer(let step): (value - Double(step) / 2)...(value + Double(step) / 2)
        case .logarithmicInteger: Double.log(value - 0.5)...Double.log(value + 0.5)
        case .categorical: (value - 0.5)...(value + 0.5)
        }
    }

    /// The discrete value that follows one, or the last.
    func value(after value: Double) -> Double {
        switch kind {
        case .real, .logarithmic: value
        case .stepped(let step): bounded(value + step)
        case .integer(let step): bounded(value + Double(step))
        case .logarithmicInteger, .categorical: bounded(value + 1)
        }
    }

    /// The coordinate at a share of the axis, 0 being its lower end and 1 its upper.
    package func coordinate(atShare share: Double) -> Double {
        axis.lowerBound + share * (axis.upperBound - axis.lowerBound)
    }

    /// The share of the axis below a coordinate, in 0...1.
    package func share(of coordinate: Double) -> Double {
        min(max((coordinate - axis.lowerBound) / (axis.upperBound - axis.lowerBound), 0), 1)
    }

    /// Whether the value is in the range and, where values are discrete, one of them (to 10⁻⁸ of a step).
    package func contains(_ value: Double) -> Bool {
        guard range.contains(value) else { return false }
        let steps: Double
        switch kind {
        case .real, .logarithmic: return true
        case .stepped(let step): steps = (value - range.lowerBound) / step
        case .integer(let step): steps = (value - range.lowerBound) / Double(step)
        case .logarithmicInteger, .categorical: steps = value
        }
        return (steps - steps.rounded()).magnitude < 1e-8
    }

    /// The values it takes, for errors.
    package var domain: String {
        switch kind {
        case .real, .logarithmic: "\(range.lowerBound) … \(range.upperBound)"
        case .stepped(let step): "\(range.lowerBound) … \(range.upperBound) in steps of \(step)"
        case .integer(let step): "\(Int(range.lowerBound)) … \(Int(range.upperBound)) in steps of \(step)"
        case .logarithmicInteger: "\(Int(range.lowerBound)) … \(Int(range.upperBound))"
        case .categorical(let choices): "the index of \(choices.joined(separator: ", "))"
        }
    }

    private func bounded(_ value: Double) -> Double { min(max(value, range.lowerBound), range.upperBound) }
}
