import SigmaIndicators
import SigmaModel
import Testing

/// One bar of a random series.
private struct Bar {
    let high: Double
    let low: Double
    let close: Double
    let day: Int64
}

/// An indicator of any type, by how it is made and moved.
private struct Subject: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Runs a series with a save and a restore at a bar; says what went wrong.
    let problem: @Sendable (_ period: Int, _ bars: [Bar], _ cut: Int) throws -> String?
    /// Restores damaged bytes, which may throw but not trap.
    let damage: @Sendable (_ period: Int, _ bars: [Bar], _ generator: inout SplitMix64) throws -> Void

    init<Indicator: Persistable & Sendable>(
        _ name: String, _ make: @escaping @Sendable (Int) -> Indicator,
        _ update: @escaping @Sendable (inout Indicator, Bar) -> [Double]
    ) {
        testDescription = name
        problem = { period, bars, cut in
            var original = make(period)
            for bar in bars[..<cut] { _ = update(&original, bar) }
            let bytes = try save(&original)
            var copy = make(period)
            try restore(&copy, bytes)
            guard try save(&copy) == bytes, try save(&original) == bytes else { return "saves differ" }
            for (index, bar) in bars[cut...].enumerated() {
                let (one, two) = (update(&original, bar), update(&copy, bar))
                guard one.map(\.bitPattern) == two.map(\.bitPattern) else { return "\(one) and \(two) at \(index)" }
            }
            return try save(&copy) == save(&original) ? nil : "later saves differ"
        }
        damage = { period, bars, generator in
            var original = make(period)
            for bar in bars { _ = update(&original, bar) }
            var bytes = try save(&original)
            for _ in 0..<20 {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                var copy = make(period)
                try? restore(&copy, bytes)
                try? restore(&copy, Array(bytes[..<place]))
            }
        }
    }
}

private func save<Indicator: Persistable>(_ indicator: inout Indicator) throws(StateError) -> [UInt8] {
    var archive = StateArchive()
    try archive.field(&indicator)
    return archive.bytes
}

private func restore<Indicator: Persistable>(_ indicator: inout Indicator, _ bytes: [UInt8]) throws(StateError) {
    var archive = try StateArchive(reading: bytes)
    try archive.field(&indicator)
    try archive.finish()
}

@Suite("Saved indicators")
struct StateTests {
    private static let subjects = [
        Subject("RollingSum", { RollingSum(period: $0) }, { [$0.update($1.close)] }),
        Subject("SimpleMovingAverage", { SimpleMovingAverage(period: $0) }, { [$0.update($1.close)] }),
        Subject("ExponentialMovingAverage", { ExponentialMovingAverage(period: $0) }, { [$0.update($1.close)] }),
        Subject(
            "ExponentialMovingAverage from first", { ExponentialMovingAverage(period: $0, seeding: .first) },
            {
                [$0.update($1.close)]
            }),
        Subject("RelativeMovingAverage", { RelativeMovingAverage(period: $0) }, { [$0.update($1.close)] }),
        Subject("RelativeStrengthIndex", { RelativeStrengthIndex(period: $0) }, { [$0.update($1.close), $0.value] }),
        Subject("RelativeVolume", { RelativeVolume(period: $0) }, { [$0.update($1.close), $0.value] }),
        Subject(
            "TrueRange", { _ in TrueRange() },
            {
                [$0.value, $0.update(high: $1.high, low: $1.low, close: $1.close)]
            }),
        Subject(
            "AverageTrueRange", { AverageTrueRange(period: $0) },
            {
                [$0.update(high: $1.high, low: $1.low, close: $1.close)]
            }),
        Subject("Highest", { Highest(period: $0) }, { [$0.value, $0.update($1.high)] }),
        Subject("Lowest", { Lowest(period: $0) }, { [$0.value, $0.update($1.low)] }),
        Subject(
            "Donchian", { Donchian(period: $0) },
            {
                _ = $0.update(high: $1.high, low: $1.low)
                return [$0.upper, $0.lower]
            }),
        Subject("DistanceFromHigh", { DistanceFromHigh(period: $0) }, { [$0.update(high: $1.high, close: $1.close)] }),
        Subject(
            "DistanceFromHigh of all time", { _ in DistanceFromHigh() },
            {
                [$0.value, $0.update(high: $1.high, close: $1.close)]
            }),
        Subject("StandardDeviation", { StandardDeviation(period: $0) }, { [$0.update($1.close), $0.mean] }),
        Subject(
            "StandardDeviation of a sample", { StandardDeviation(period: $0, kind: .sample) },
            {
                [$0.value, $0.update($1.close)]
            }),
        Subject("BollingerBands", { BollingerBands(period: $0) }, { [$0.update($1.close), $0.upper, $0.lower] }),
        Subject(
            "MovingAverageConvergenceDivergence",
            { MovingAverageConvergenceDivergence(fast: $0, slow: $0 + 5, signal: 4) },
            { [$0.update($1.close), $0.signal, $0.histogram] }),
        Subject(
            "VolatilityContraction", { VolatilityContraction(short: $0, long: $0 + 10) },
            {
                [$0.update(high: $1.high, low: $1.low)]
            }),
        Subject(
            "LiteralVolatilityContraction", { LiteralVolatilityContraction(period: $0) },
            {
                [$0.update(high: $1.high, low: $1.low)]
            }),
        Subject("Crossover", { _ in Crossover() }, { [$0.update($1.close, above: $1.low + 0.3) ? 1 : 0] }),
        Subject("Crossunder", { _ in Crossunder() }, { [$0.update($1.close, below: $1.high - 0.3) ? 1 : 0] }),
        Subject(
            "VolumeWeightedAveragePrice", { _ in VolumeWeightedAveragePrice() },
            {
                [$0.value, $0.update(price: $1.close, volume: $1.high, session: $1.day)]
            }),
    ]

    private static func bars(seed: UInt64) -> (period: Int, bars: [Bar]) {
        let series = RandomSeries(seed: seed)
        return (
            series.period,
            series.values.indices.map {
                Bar(high: series.highs[$0], low: series.lows[$0], close: series.values[$0], day: Int64($0 / 24))
            }
        )
    }

    @Test("go on as if nothing had happened, to the last bit", arguments: subjects)
    fileprivate func continuation(subject: Subject) throws {
        for seed in 0..<500 as Range<UInt64> {
            var generator = SplitMix64(seed: seed)
            let (period, bars) = StateTests.bars(seed: seed)
            let cut = Int.random(in: 0...bars.count, using: &generator)
            #expect(try subject.problem(period, bars, cut) == nil, "seed \(seed), cut \(cut)")
        }
    }

    @Test("that are damaged never trap", arguments: subjects)
    fileprivate func damage(subject: Subject) throws {
        for seed in 0..<50 as Range<UInt64> {
            var generator = SplitMix64(seed: seed)
            let (period, bars) = StateTests.bars(seed: seed)
            try subject.damage(period, bars, &generator)
        }
    }

    @Test("of another period are refused by name")
    func otherPeriod() throws {
        var average = SimpleMovingAverage(period: 20)
        var other = SimpleMovingAverage(period: 21)
        let bytes = try save(&average)
        #expect(throws: StateError.configuration("the period of a rolling sum", saved: "20", present: "21")) {
            try restore(&other, bytes)
        }
    }
}
