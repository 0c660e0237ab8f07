internal import SigmaAnalytics
internal import SigmaModel

extension UInt64 {
    /// A number that depends on every bit of both.
    func mixed(with other: UInt64) -> UInt64 {
        var first = SplitMix64(seed: self)
        var second = SplitMix64(seed: first.next() ^ other)
        return second.next()
    }
}

extension SplitMix64 {
    /// The generator of one trial: a function of the study's seed and the trial's number.
    init(seed: UInt64, trial: Int) { self.init(seed: seed.mixed(with: UInt64(trial))) }

    /// A number in 0..<1 that is never 0, for logarithms and quantiles.
    mutating func openUnit() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

    /// A standard normal number, by the inverse of its distribution function.
    mutating func normal() -> Double { NormalDistribution.quantile(openUnit()) }
}
