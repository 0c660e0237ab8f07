internal import RealModule
internal import SigmaModel

/// A normal distribution over the unit cube that moves, widens and turns towards what was good: CMA-ES.
///
/// Source: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772. Points outside the cube are drawn again.
/// It draws no number and reads no clock: a generation is a function of its members.
struct EvolutionStrategy: Sendable {
    /// One member of a generation, by rank.
    struct Member: Sendable {
        /// In the unit cube.
        let point: [Double]
        /// Whether it was not drawn from the present distribution, so that a far one must not be taken at full length.
        let isInjected: Bool
    }

    let constants: EvolutionConstants
    /// The middle of the distribution, in the unit cube.
    private(set) var mean: [Double]
    /// The step size, in lengths of the cube's edge.
    private(set) var step: Double
    /// The shape.
    private(set) var covariance: SymmetricMatrix
    /// The shape's axes.
    private(set) var axes: EigenDecomposition
    /// How much each coordinate is stretched so that neighbouring discrete values stay within reach; 1 elsewhere.
    private(set) var stretch: [Double]
    /// Finished generations.
    private(set) var generation = 0
    private var stepPath: [Double]
    private var shapePath: [Double]
    private let margin: DiscreteMargin

    /// A round distribution.
    ///
    /// - Parameters:
    ///   - mean: its middle, in the unit cube.
    ///   - step: its deviation, in lengths of the cube's edge.
    init(mean: [Double], step: Double, population: Int, margin: DiscreteMargin) {
        constants = EvolutionConstants(dimensions: mean.count, population: population)
        self.mean = mean
        self.step = step
        self.margin = margin
        covariance = SymmetricMatrix(order: mean.count)
        axes = EigenDecomposition(covariance)
        stretch = mean.map { _ in 1 }
        stepPath = mean.map { _ in 0 }
        shapePath = stepPath
        applyMargin()
    }

    /// The deviation of a coordinate, in lengths of the cube's edge.
    func deviation(_ index: Int) -> Double { step * stretch[index] * covariance[index, index].squareRoot() }

    /// A random point inside the unit cube. O(n²), a hundred times that at worst.
    func draw(using generator: inout SplitMix64) -> [Double] {
        var point = mean
        for _ in 0..<100 {
            point = self.point(mean.map { _ in generator.normal() })
            if Self.isInside(point) { return point }
        }
        return point.map { min(max($0, 0), 1) }
    }

    /// The point of a place in a set of random directions at right angles; nil where it is outside the cube. O(n³).
    ///
    /// Each point alone is distributed as those of ``draw(using:)``; together they see more of the shape. Source: Wang,
    /// Emmerich, Bäck, "Mirrored Orthogonal Sampling for Covariance Matrix Adaptation Evolution Strategies", Evolutionary
    /// Computation 27/4 (2019), without the mirror images.
    ///
    /// - Parameter generator: the one of the whole set, as it is before the first place.
    func drawOrthogonal(_ place: Int, using generator: inout SplitMix64) -> [Double]? {
        var directions: [[Double]] = []
        var length = 0.0
        for _ in 0...place {
            var vector = mean.map { _ in generator.normal() }
            length = Self.length(vector)
            for direction in directions {
                let share = zip(vector, direction).reduce(0) { $0 + $1.0 * $1.1 }
                for index in vector.indices { vector[index] -= share * direction[index] }
            }
            let rest = Self.length(vector)
            directions.append(vector.map { $0 / rest })
        }
        let point = point(directions[place].map { $0 * length })
        return Self.isInside(point) ? point : nil
    }

    /// Where a vector of the standard normal distribution comes to lie.
    private func point(_ vector: [Double]) -> [Double] {
        let offset = axes.stretched(vector)
        return mean.indices.map { mean[$0] + step * stretch[$0] * offset[$0] }
    }

    private static func isInside(_ point: [Double]) -> Bool { point.allSatisfy { $0 >= 0 && $0 <= 1 } }

    /// Moves the distribution by a generation, the best member first. O(n² × population + n³).
    ///
    /// - Precondition: as many members as the population.
    mutating func learn(_ members: [Member]) {
        precondition(members.count == constants.population, "one member for each place of the population")
        var moves: [[Double]] = []
        for member in members { moves.append(move(member)) }
        var meanMove = mean.map { _ in 0.0 }
        for (weight, move) in zip(constants.weights.prefix(constants.parents), moves) {
            for index in meanMove.indices { meanMove[index] += weight * move[index] }
        }
        generation += 1
        let isSteady = lengthenPaths(meanMove)
        for index in mean.indices { mean[index] = min(max(mean[index] + step * meanMove[index], 0), 1) }
        turn(moves, isSteady: isSteady)
        let length = Self.length(stepPath)
        let exponent = constants.stepRate / constants.stepDamping * (length / constants.meanLength - 1)
        step = min(step * Double.exp(min(exponent, 1)), 1)
        axes = EigenDecomposition(covariance)
        applyMargin()
    }

    /// Widens the distribution, as when all members of a generation are equally good.
    mutating func widen() { step = min(step * Double.exp(0.2 + constants.stepRate / constants.stepDamping), 1) }

    /// A member's place relative to the mean, in steps; one that was not drawn here is brought within reach.
    private func move(_ member: Member) -> [Double] {
        let move = mean.indices.map { (member.point[$0] - mean[$0]) / (step * stretch[$0]) }
        guard member.isInjected else { return move }
        // Hansen, "Injecting external solutions into CMA-ES", arXiv 1110.4181.
        let n = Double(mean.count)
        let factor = (n.squareRoot() + 2 * n / (n + 2)) / max(Self.length(axes.whitened(move)), .leastNormalMagnitude)
        return factor < 1 ? move.map { $0 * factor } : move
    }

    /// Lengthens both evolution paths; says whether the step path is not too long for the shape to learn from it.
    private mutating func lengthenPaths(_ meanMove: [Double]) -> Bool {
        let mass = constants.effectiveParents
        let whitened = axes.whitened(meanMove)
        let stepFactor = (constants.stepRate * (2 - constants.stepRate) * mass).squareRoot()
        for index in mean.indices {
            stepPath[index] = (1 - constants.stepRate) * stepPath[index] + stepFactor * whitened[index]
        }
        let settled = (1 - Double.pow(1 - constants.stepRate, 2 * generation)).squareRoot()
        let limit = (1.4 + 2 / Double(mean.count + 1)) * constants.meanLength
        let isSteady = Self.length(stepPath) / settled < limit
        let shapeFactor = isSteady ? (constants.pathRate * (2 - constants.pathRate) * mass).squareRoot() : 0
        for index in mean.indices {
            shapePath[index] = (1 - constants.pathRate) * shapePath[index] + shapeFactor * meanMove[index]
        }
        return isSteady
    }

    /// Moves the covariance towards the path and the good members, and away from the bad ones.
    private mutating func turn(_ moves: [[Double]], isSteady: Bool) {
        let lost = isSteady ? 0 : constants.pathRate * (2 - constants.pathRate)
        let weightSum = constants.weights.reduce(0, +)
        covariance.scale(
            by: 1 + constants.pathShare * lost - constants.pathShare - constants.memberShare * weightSum)
        covariance.add(constants.pathShare, timesSquareOf: shapePath)
        for (weight, move) in zip(constants.weights, moves) {
            var share = weight
            if weight < 0 {
                let length = Self.length(axes.whitened(move))
                share *= Double(mean.count) / max(length * length, .leastNormalMagnitude)
            }
            covariance.add(constants.memberShare * share, timesSquareOf: move)
        }
    }

    private mutating func applyMargin() {
        for index in mean.indices {
            let deviation = step * covariance[index, index].squareRoot()
            margin.keep(index, mean: &mean[index], stretch: &stretch[index], deviation: deviation)
        }
    }

    private static func length(_ vector: [Double]) -> Double {
        vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
