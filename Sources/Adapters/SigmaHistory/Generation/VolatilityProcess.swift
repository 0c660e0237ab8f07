import SigmaModel

/// Regime, clustering, hour and shocks: how lively the market is from minute to minute.
///
/// Only additions, multiplications, divisions and square roots, which IEEE 754 rounds alike everywhere, so the same
/// seed gives the same market on every machine.
struct VolatilityProcess {
    let parameters: GeneratorParameters
    private(set) var random: SplitMix64
    private(set) var regime = 2
    private var variance = 1.0
    /// The standard deviation of the current minute, its drift, and the multiple of the mean volume.
    private(set) var deviation = 0.0
    private(set) var drift = 0.0
    private(set) var volume = 1.0

    init(_ parameters: GeneratorParameters, seed: UInt64) {
        self.parameters = parameters
        random = SplitMix64(seed: seed)
    }

    /// Moves to the next minute, told the last one's return.
    mutating func advance(minute: Int64, lastReturn: Double) {
        let scale = parameters.volatility * parameters.regimes[regime].volatility
        let surprise = deviation > 0 ? min(lastReturn / scale * (lastReturn / scale), 100) : variance
        let (alpha, beta) = (parameters.clustering, parameters.persistence)
        variance = min((1 - alpha - beta) + alpha * surprise + beta * variance, 25)
        if unit() * parameters.regimes[regime].minutes < 1 { regime = successor() }
        let state = parameters.regimes[regime]
        let hour = seasonal(minute: minute)
        let shock = unit() < parameters.shockProbability ? parameters.shockSize : 1
        deviation = parameters.volatility * state.volatility * hour * variance.squareRoot() * shock
        drift = parameters.volatility * state.drift
        volume = state.volume * hour * (0.4 + 0.6 * variance.squareRoot()) * shock
    }

    /// A number in 0..<1.
    mutating func unit() -> Double { random.unit() }

    /// A nearly normal number: the standardised sum of twelve uniform ones (Irwin–Hall), within ±6.
    mutating func normal() -> Double {
        var sum: UInt64 = 0
        for _ in 0..<3 {
            let word = random.next()
            sum &+= (word & 0xFFFF) &+ (word >> 16 & 0xFFFF) &+ (word >> 32 & 0xFFFF) &+ word >> 48
        }
        return (Double(sum) - 393_210) / 65_536
    }

    private mutating func successor() -> Int {
        var rest = unit()
        for (index, probability) in parameters.regimes[regime].next.enumerated() {
            rest -= probability
            if rest < 0 { return index }
        }
        return regime
    }

    /// The weight of the hour, straight between the hours.
    private func seasonal(minute: Int64) -> Double {
        let inDay = Int(minute % 1_440)
        let (hour, part) = (inDay / 60, Double(inDay % 60) / 60)
        return parameters.hours[hour] * (1 - part) + parameters.hours[(hour + 1) % 24] * part
    }
}

extension VolatilityProcess: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&random)
        try archive.field(&regime, in: 0...(parameters.regimes.count - 1), "regime")
        try archive.field(&variance)
        try archive.field(&deviation)
        try archive.field(&drift)
        try archive.field(&volume)
    }
}
