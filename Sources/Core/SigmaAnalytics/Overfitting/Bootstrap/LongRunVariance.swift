import RealModule

/// The variance of √T times a mean of dependent values.
enum LongRunVariance {
    /// What the stationary bootstrap gives in the limit of resamples: Σ over all lags j of (1 − j/T) a^j C(j), twice.
    ///
    /// a = 1 − 1/block and C(j) are the covariances on the ring of values, so that nothing needs to be resampled
    /// (Politis and Romano 1994, lemma 1; Hansen 2005, section 3.1). Running sums over the ring, from its end to its
    /// start, make it O(T) instead of O(T²).
    ///
    /// - Parameters:
    ///   - centred: The values less their mean, at least one.
    ///   - meanBlock: The mean block, 1 or more.
    static func stationary(_ centred: [Double], meanBlock: Double) -> Double {
        let count = Double(centred.count)
        let decay = 1 - 1 / meanBlock
        let last = Double.pow(decay, centred.count - 1)
        var square = 0.0
        // F = Σ a^j e(t + j) and G = Σ j a^j e(t + j) over j = 1 … T − 1, at t = T − 1, where t + j is place j − 1.
        var sum = 0.0
        var weighted = 0.0
        var power = 1.0
        for lag in 1..<max(1, centred.count) {
            power *= decay
            sum += power * centred[lag - 1]
            weighted += Double(lag) * power * centred[lag - 1]
        }
        var product = 0.0
        for place in centred.indices.reversed() {
            let value = centred[place]
            square += value * value
            product += value * (sum - weighted / count)
            // One step back along the ring: `value` comes in at lag 1, and what would have lag T falls out.
            let before = centred[place > 0 ? place - 1 : centred.count - 1]
            let outgoing = last * before
            weighted = decay * (value + sum + weighted - count * outgoing)
            sum = decay * (value + sum - outgoing)
        }
        return (square + 2 * product) / count
    }
}
