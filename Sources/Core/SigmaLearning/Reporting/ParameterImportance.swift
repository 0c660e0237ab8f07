internal import RealModule
internal import SigmaAnalytics

/// How much each parameter had to do with a trial being among the best.
///
/// PED-ANOVA of Watanabe, Bansal, Hutter, IJCAI 2023, arXiv 2304.10255: the Pearson divergence of the density of the best
/// trials' values from that of all complete trials, in each dimension. It needs no model of the objective. Densities are
/// sums of kernels on a grid, with Scott's bandwidth (Scott, "Multivariate Density Estimation", 1992) and the uniform one
/// as one trial more. A sampler that narrows a parameter early makes all trials alike in it, and its share small.
package struct ParameterImportance: Hashable, Sendable {
    /// The parameter's name.
    package let name: String
    /// The share of all parameters' divergences, in 0...1; they add up to 1, or all are 0 where nothing was found.
    package let share: Double

    /// Cells of a continuous axis.
    private static let cells = 50

    /// The importances in the order of the space.
    ///
    /// - Parameter best: the share of complete trials that count as the best, above 0 and below 1.
    /// - Complexity: O(trials × dimensions + dimensions × cells²).
    package static func all(of study: Study, best: Double = 0.1) -> [ParameterImportance] {
        precondition(best > 0 && best < 1, "the best are a part of all")
        let complete = study.trials.filter { $0.value != nil }
        let losses = SortedSample(complete.compactMap { $0.value.map(study.direction.loss) }).values
        guard losses.count > 1 else { return study.space.dimensions.map { Self(name: $0.name, share: 0) } }
        let limit = losses[max(0, Int((best * Double(losses.count)).rounded(.up)) - 1)]
        let top = complete.filter { $0.value.map { study.direction.loss($0) <= limit } ?? false }
        let divergences = study.space.dimensions.indices.map { place in
            let dimension = study.space.dimensions[place]
            return divergence(
                density(dimension, top.map { $0.values[place] }), density(dimension, complete.map { $0.values[place] }))
        }
        let sum = divergences.reduce(0, +)
        return zip(study.space.dimensions, divergences).map { Self(name: $0.name, share: sum > 0 ? $1 / sum : 0) }
    }

    /// Σ q·(p/q − 1)².
    private static func divergence(_ p: [Double], _ q: [Double]) -> Double {
        zip(p, q).reduce(0) { $0 + $1.1 * ($1.0 / $1.1 - 1) * ($1.0 / $1.1 - 1) }
    }

    /// The probability of each cell, all above 0 and adding up to 1.
    private static func density(_ dimension: SearchDimension, _ values: [Double]) -> [Double] {
        let count = min(dimension.valueCount ?? cells, dimension.isCategorical ? .max : cells)
        var counts = [Double](repeating: 0, count: count)
        for value in values {
            let share = dimension.share(of: dimension.coordinate(of: value))
            counts[min(Int(share * Double(count)), count - 1)] += 1
        }
        if !dimension.isCategorical { counts = smoothed(counts, total: Double(values.count)) }
        return counts.map { ($0 + 1 / Double(count)) / Double(values.count + 1) }
    }

    /// The counts, each spread over the cells by a normal kernel that is cut off at both ends.
    private static func smoothed(_ counts: [Double], total: Double) -> [Double] {
        let mean = counts.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } / total
        let squares = counts.enumerated().reduce(0) {
            $0 + (Double($1.offset) - mean) * (Double($1.offset) - mean) * $1.element
        }
        let deviation = (squares / max(1, total - 1)).squareRoot()
        // At least as narrow as puts 90 % of a kernel into its own cell.
        let width = max(1.059 * deviation * Double.pow(total, -0.2), 0.5 / 1.64)
        let axis = -0.5...(Double(counts.count) - 0.5)
        var result = [Double](repeating: 0, count: counts.count)
        for (place, weight) in counts.enumerated() where weight > 0 {
            let kernel = TruncatedNormal(centre: Double(place), deviation: width, axis: axis)
            let whole = kernel.mass(axis)
            for cell in result.indices {
                result[cell] += weight * kernel.mass((Double(cell) - 0.5)...(Double(cell) + 0.5)) / whole
            }
        }
        return result
    }
}
