/// How much of its score a choice of parameters loses when each of them alone moves by 20 %.
///
/// A choice that holds only at one point was fitted to the noise there.
package struct ParameterStability: Hashable, Sendable {
    /// The score with one parameter moved.
    package struct Probe: Hashable, Sendable {
        /// The moved parameter's name.
        package let parameter: String
        /// Where it was moved to.
        package let value: Double
        /// The score there; nil if it could not be scored.
        package let score: Double?
        /// The share of the chosen score that is lost, negative for a gain; 1 if it could not be scored.
        package let loss: Double
    }

    /// The score of the choice itself; nil if it could not be scored.
    package let score: Double?
    /// Parameter by parameter, below before above; none without a positive score to lose.
    package let probes: [Probe]

    /// Scores a choice and its neighbours, 2 n + 1 scores at most for n parameters.
    ///
    /// - Parameters:
    ///   - parameters: The choice.
    ///   - evaluate: The score of values in the order of `parameters`, higher is better; nil where none exists.
    /// - Throws: What `evaluate` throws.
    package init<Failure: Error>(
        _ parameters: [TunedParameter], score evaluate: ([Double]) throws(Failure) -> Double?
    ) throws(Failure) {
        var values = parameters.map(\.value)
        let score = try evaluate(values).flatMap { $0.isFinite ? $0 : nil }
        var probes: [Probe] = []
        if let score, score > 0 {
            for (index, parameter) in parameters.enumerated() {
                for value in parameter.probes {
                    values[index] = value
                    let moved = try evaluate(values).flatMap { $0.isFinite ? $0 : nil }
                    probes.append(
                        Probe(
                            parameter: parameter.name, value: value, score: moved,
                            loss: moved.map { (score - $0) / score } ?? 1))
                }
                values[index] = parameter.value
            }
        }
        self.score = score
        self.probes = probes
    }

    /// The median loss over all probes; undefined without any. O(n log n).
    package var medianLoss: Metric { SortedSample(probes.map(\.loss)).percentile(0.5).map(Metric.init) ?? missing }

    /// The largest loss over all probes; undefined without any. O(n).
    package var worstLoss: Metric { probes.map(\.loss).max().map(Metric.init) ?? missing }

    private var missing: Metric { .undefined(score.map { $0 > 0 } == false ? .scoreNotPositive : .notMeasured) }
}
