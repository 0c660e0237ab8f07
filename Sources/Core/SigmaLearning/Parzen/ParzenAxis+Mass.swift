internal import RealModule
internal import SigmaModel

extension ParzenAxis {
    /// The logarithm of the prior's density at a value, or of its mass where values are discrete.
    func priorLog(_ value: Double) -> Double {
        if dimension.isCategorical { return -Double.log(Double(dimension.valueCount ?? 1)) }
        let prior = self.prior
        if let cell = dimension.cell(of: value) { return Double.log(prior.mass(cell)) - prior.logRemainder }
        let offset = (dimension.coordinate(of: value) - prior.centre) / prior.deviation
        return -0.5 * offset * offset - Self.logNorm(prior)
    }

    /// The logarithms of every member's mass of a discrete value, 0 for other trials. O(trials).
    ///
    /// Neighbours of the same coordinate and bandwidth share their mass, so that a dimension of few values costs few
    /// normal distribution functions.
    func logMasses(_ value: Double, _ coordinates: [Double], lanes: Int) -> [Lanes] {
        var logs = [Lanes](repeating: .zero, count: lanes)
        if dimension.isCategorical {
            let hit = Double.log(choiceProbability(isObserved: true))
            let miss = Double.log(choiceProbability(isObserved: false))
            for trial in rising { logs[trial / 4][trial % 4] = coordinates[trial] == value ? hit : miss }
            return logs
        }
        guard let cell = dimension.cell(of: value) else { return logs }
        var last: (centre: Double, deviation: Double, log: Double)?
        for trial in rising {
            let normal = self.normal(trial, coordinates)
            if let known = last, known.centre == normal.centre, known.deviation == normal.deviation {
                logs[trial / 4][trial % 4] = known.log
            } else {
                let log = Double.log(normal.mass(cell)) - normal.logRemainder
                logs[trial / 4][trial % 4] = log
                last = (normal.centre, normal.deviation, log)
            }
        }
        return logs
    }

    /// A random value under a member's kernel, or under the prior for nil.
    func draw(_ member: Int?, _ coordinates: [Double], using generator: inout SplitMix64) -> Double {
        guard dimension.isCategorical else {
            let normal = member.map { self.normal($0, coordinates) } ?? prior
            return dimension.value(at: normal.draw(using: &generator))
        }
        let count = dimension.valueCount ?? 1
        var rest = generator.unit()
        for choice in 0..<(count - 1) {
            let isObserved = member.map { Int(coordinates[$0]) == choice }
            rest -= isObserved.map { choiceProbability(isObserved: $0) } ?? 1 / Double(count)
            if rest < 0 { return Double(choice) }
        }
        return Double(count - 1)
    }

    /// The probability of a choice under a member's kernel: an equal share of one trial, and one more if it was observed.
    ///
    /// The one trial is spread over all kernels of the mixture, so that a choice is never impossible.
    private func choiceProbability(isObserved: Bool) -> Double {
        let share = 1 / Double(rising.count + 1)
        return (share + (isObserved ? 1 : 0)) / (1 + share * Double(dimension.valueCount ?? 1))
    }

    private func normal(_ trial: Int, _ coordinates: [Double]) -> TruncatedNormal {
        TruncatedNormal(centre: coordinates[trial], deviation: deviations[trial], axis: dimension.axis)
    }
}
