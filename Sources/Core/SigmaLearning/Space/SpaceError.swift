/// Why a search space, or a value in one, was refused: the dimension and what to change.
package enum SpaceError: Error, Hashable, Sendable {
    /// A space needs at least one dimension.
    case empty
    /// More dimensions than the quasi-random sequence has.
    case tooMany(count: Int, most: Int)
    /// A dimension without a name, by its place.
    case unnamed(place: Int)
    /// Two dimensions of one name.
    case repeated(name: String)
    /// A bound that is infinite or not a number.
    case unbounded(name: String)
    /// Both bounds are equal, or no second step fits between them.
    case noRoom(name: String)
    /// A step that is not above zero.
    case step(name: String, step: Double)
    /// Logarithms need a lower bound above zero.
    case logarithm(name: String, low: Double)
    /// Equal steps and equal ratios exclude each other.
    case steppedLogarithm(name: String)
    /// A categorical dimension with fewer than two choices.
    case choices(name: String, count: Int)
    /// Two choices of one text.
    case repeatedChoice(name: String, choice: String)
    /// A parameter that the strategy does not declare.
    case undeclared(name: String, known: [String])
    /// As many values as dimensions are needed.
    case valueCount(count: Int, dimensions: Int)
    /// A value that the dimension does not take.
    case value(name: String, value: Double, domain: String)
}

extension SpaceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "a search space without dimensions; name at least one parameter to optimise"
        case .tooMany(let count, let most): "\(count) dimensions, above \(most); fix some parameters"
        case .unnamed(let place): "dimension \(place) has no name; give it one"
        case .repeated(let name): "dimension '\(name)' is there twice; remove or rename one"
        case .unbounded(let name): "dimension '\(name)' has a bound that is not finite; give it two numbers"
        case .noRoom(let name): "dimension '\(name)' has one value only; widen its range or leave it out"
        case .step(let name, let step): "dimension '\(name)' has a step of \(step); it must be above 0"
        case .logarithm(let name, let low):
            "dimension '\(name)' is logarithmic from \(low); its lower bound must be above 0"
        case .steppedLogarithm(let name): "dimension '\(name)' is logarithmic and has a step; choose one of the two"
        case .choices(let name, let count): "dimension '\(name)' has \(count) choices; give it two or more"
        case .repeatedChoice(let name, let choice): "dimension '\(name)' has the choice '\(choice)' twice; remove one"
        case .undeclared(let name, let known):
            "there is no parameter '\(name)'; the strategy has \(known.joined(separator: ", "))"
        case .valueCount(let count, let dimensions): "\(count) values for \(dimensions) dimensions; give one for each"
        case .value(let name, let value, let domain): "dimension '\(name)' cannot be \(value); it takes \(domain)"
        }
    }
}
