internal import RealModule
internal import SigmaModel

extension ParzenKernels {
    /// A random value for each dimension, all from one kernel, which is picked by weight.
    ///
    /// - Complexity: O(kernels + dimensions).
    func draw(using generator: inout SplitMix64) -> [Double] {
        var rest = generator.unit()
        var kernel = 0
        while kernel < logWeights.count - 1 {
            rest -= Double.exp(logWeights[kernel])
            if rest < 0 { break }
            kernel += 1
        }
        return columns.map { column in
            column.dimension.isCategorical
                ? column.drawChoice(kernel, using: &generator)
                : column.dimension.value(at: column.normal(kernel).draw(using: &generator))
        }
    }
}

extension ParzenKernels.Column {
    /// A random choice under one kernel, the last one being the prior, which prefers none.
    fileprivate func drawChoice(_ kernel: Int, using generator: inout SplitMix64) -> Double {
        let count = dimension.valueCount ?? 1
        let isPrior = kernel == centres.count - 1
        var rest = generator.unit()
        for choice in 0..<(count - 1) {
            let isObserved = Int(centres[kernel]) == choice
            rest -= isPrior ? 1 / Double(count) : choiceProbability(isObserved: isObserved)
            if rest < 0 { return Double(choice) }
        }
        return Double(count - 1)
    }
}
