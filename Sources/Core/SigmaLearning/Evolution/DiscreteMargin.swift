internal import SigmaAnalytics

/// Keeps values beside the present one within reach where a dimension is discrete.
///
/// Without it a deviation smaller than a cell would freeze the value for good. The probability of each side is kept at
/// or above half the margin by moving the mean and stretching the coordinate. Source: Hamano, Saito, Nomura, Shirakawa,
/// "CMA-ES with Margin", GECCO 2022, arXiv 2205.13482.
struct DiscreteMargin: Sendable {
    /// The borders between the cells of each coordinate, rising, in the unit cube; none for a continuous one.
    private let borders: [[Double]]
    /// The probability that is kept for both sides together.
    private let margin: Double

    /// The margin of some dimensions, 1/(dimensions × population).
    init(_ dimensions: [SearchDimension], population: Int) {
        margin = 1 / Double(dimensions.count * population)
        borders = dimensions.map { dimension in
            guard let count = dimension.valueCount else { return [] }
            var borders: [Double] = []
            var value = dimension.range.lowerBound
            for _ in 1..<count {
                guard let cell = dimension.cell(of: value) else { break }
                borders.append(dimension.share(of: cell.upperBound))
                value = dimension.value(after: value)
            }
            return borders
        }
    }

    /// Corrects one coordinate. O(log borders).
    ///
    /// - Parameters:
    ///   - mean: the middle of the distribution in this coordinate.
    ///   - stretch: the factor on the deviation.
    ///   - deviation: the deviation without the factor.
    func keep(_ index: Int, mean: inout Double, stretch: inout Double, deviation: Double) {
        let borders = borders[index]
        guard let lowest = borders.first, let highest = borders.last else { return }
        if mean <= lowest {
            mean = max(mean, lowest - reach * deviation * stretch)
        } else if mean > highest {
            mean = min(mean, highest + reach * deviation * stretch)
        } else {
            let above = borders.partitionPoint { $0 >= mean }
            keepBetween(borders[above - 1], borders[above], &mean, &stretch, deviation)
        }
    }

    /// How many deviations the only border may be away.
    private var reach: Double { -NormalDistribution.quantile(margin) }

    /// Gives both sides at least half the margin and takes what that costs from the middle.
    private func keepBetween(
        _ low: Double, _ high: Double, _ mean: inout Double, _ stretch: inout Double, _ deviation: Double
    ) {
        let spread = deviation * stretch
        let below = NormalDistribution.cumulative((low - mean) / spread)
        let above = NormalDistribution.cumulative((mean - high) / spread)
        let least = margin / 2
        guard below < least || above < least else { return }
        let middle = max(1 - below - above, least)
        let (raisedBelow, raisedAbove) = (max(below, least), max(above, least))
        let total = raisedBelow + raisedAbove + middle
        let excess = total - 3 * least
        guard excess > 0 else { return }
        let newBelow = raisedBelow + (1 - total) * (raisedBelow - least) / excess
        let newAbove = raisedAbove + (1 - total) * (raisedAbove - least) / excess
        let (lowReach, highReach) = (-NormalDistribution.quantile(newBelow), -NormalDistribution.quantile(newAbove))
        mean = (low * highReach + high * lowReach) / (lowReach + highReach)
        stretch = (high - low) / (deviation * (lowReach + highReach))
    }
}
