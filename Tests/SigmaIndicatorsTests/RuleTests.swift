import SigmaIndicators
import SigmaModel
import Testing

private let na = Double.nan

/// The rules that no definition states: where results begin, what a na does, which order of operations is Pine's.
@Suite("Indicator rules")
struct RuleTests {
    @Test("EMA and RMA step in their reference's order of operations, to the last bit")
    func orderOfOperations() {
        var generator = SplitMix64(seed: 4)
        let values = (0..<100).map { _ in generator.unit() }
        let k = 2.0 / 5
        var exponential = ExponentialMovingAverage(period: 4)
        var first = ExponentialMovingAverage(period: 4, seeding: .first)
        var wilder = RelativeMovingAverage(period: 4)
        #expect(first.update(values[0]) == values[0])
        for value in values[1..<4] {
            let before = first.value
            #expect(first.update(value) == k * value + (1 - k) * before)
        }
        let seeds = values.prefix(4).map { [exponential.update($0), wilder.update($0)] }.last
        var simple = SimpleMovingAverage(period: 4)
        let mean = values.prefix(4).map { simple.update($0) }.last ?? .nan
        #expect(seeds == [mean, mean])
        for value in values[4...] {
            let before = (exponential.value, first.value, wilder.value)
            #expect(exponential.update(value) == before.0 + k * (value - before.0))
            #expect(first.update(value) == k * value + (1 - k) * before.1)
            #expect(wilder.update(value) == (before.2 * 3 + value) / 4)
        }
    }

    @Test("each begins at its bar, at the latest value of its window", arguments: [1, 2, 5, 14])
    func firstValues(period: Int) {
        let values = (0..<40).map { Double($0 * $0 % 17) }
        var simple = SimpleMovingAverage(period: period)
        var exponential = ExponentialMovingAverage(period: period)
        var fromFirst = ExponentialMovingAverage(period: period, seeding: .first)
        var strength = RelativeStrengthIndex(period: period)
        var range = AverageTrueRange(period: period)
        var highest = Highest(period: period)
        var deviation = StandardDeviation(period: period)
        var divergence = MovingAverageConvergenceDivergence(fast: period, slow: period + 3, signal: 4)
        #expect(begin(values) { simple.update($0) } == period - 1)
        #expect(begin(values) { exponential.update($0) } == period - 1)
        #expect(begin(values) { fromFirst.update($0) } == 0)
        #expect(begin(values) { strength.update($0) } == period)
        #expect(begin(values) { range.update(high: $0 + 1, low: $0 - 1, close: $0) } == period - 1)
        #expect(begin(values) { highest.update($0) } == period - 1)
        #expect(begin(values) { deviation.update($0) } == period - 1)
        let histogram = { (value: Double) in
            divergence.update(value)
            return divergence.histogram
        }
        #expect(begin(values, histogram) == period + 5)
    }

    @Test("a na is skipped whole by the recursive ones and repeats the standing value of the windowed ones")
    func gaps() {
        var exponential = ExponentialMovingAverage(period: 2)
        #expect([1, na, 3, na, 5].map { "\(exponential.update($0))" } == ["nan", "nan", "2.0", "nan", "4.0"])
        #expect(exponential.value == 4)
        var strength = RelativeStrengthIndex(period: 1)
        #expect([1, na, 3, 2, na].map { "\(strength.update($0))" } == ["nan", "nan", "100.0", "0.0", "nan"])
        #expect(strength.value == 0)
        var simple = SimpleMovingAverage(period: 2)
        #expect([1, na, 3, na, 5].map { "\(simple.update($0))" } == ["nan", "nan", "2.0", "2.0", "4.0"])
        var highest = Highest(period: 3)
        let highs = [9, 1, 2, na, 1, 0, 4].map { "\(highest.update($0))" }
        #expect(highs == ["nan", "nan", "9.0", "nan", "1.0", "1.0", "4.0"])
        highest.update(na)
        #expect(highest.value.isNaN)
    }

    @Test(
        "RSI saturates within the tolerance, the loss tested first",
        arguments: [
            ([5, 5, 5], 100), ([5, 6, 7], 100), ([7, 6, 5], 0), ([5, 6, 6 - 1e-10], 100), ([5, 4, 4 + 1e-10], 0),
        ] as [([Double], Double)])
    func saturation(values: [Double], wanted: Double) {
        var strength = RelativeStrengthIndex(period: 2)
        #expect(values.map { strength.update($0) }.last == wanted)
    }

    @Test("a period of one gives the input back")
    func periodOne() {
        for value in [0.1, -3.7e11, 1e-12, 2.0 / 3] {
            var exponential = ExponentialMovingAverage(period: 1)
            var wilder = RelativeMovingAverage(period: 1)
            exponential.update(1e9 / 3)
            wilder.update(1e9 / 3)
            #expect(exponential.update(value) == value)
            #expect(wilder.update(value) == value)
        }
        var sample = StandardDeviation(period: 1, kind: .sample)
        #expect(sample.update(3).isNaN)
    }

    @Test("true range counts the gap from the close before, and has none on the first bar")
    func trueRange() {
        var range = TrueRange()
        #expect(range.update(high: 10, low: 8, close: 9) == 2)
        #expect(range.update(high: 15, low: 14, close: 14) == 6)
        #expect(range.update(high: 10, low: 9, close: na) == 5)
        #expect(range.update(high: 10, low: 9, close: 9) == 1)
    }

    @Test("a flat market has a relative volume, a contraction and a deviation")
    func flatMarket() {
        var ratio = RelativeVolume(period: 2)
        #expect([0, 0, 0].map { ratio.update($0) }.last == 1)
        var contraction = VolatilityContraction(short: 1, long: 2)
        contraction.update(high: 5, low: 5)
        #expect(contraction.update(high: 5, low: 5) == 1)
        var literal = LiteralVolatilityContraction(period: 1)
        #expect(literal.value == 0.5)
        #expect(literal.update(high: 0, low: 0) == 0.5)
        #expect(literal.update(high: 5, low: 4) == 0.2)
        var deviation = StandardDeviation(period: 3)
        #expect([0.1, 0.1, 0.1].map { deviation.update($0) }.last.map { $0 < 1e-8 } == true)
    }

    @Test("VWAP waits for its first session, starts afresh at each and is na without volume")
    func sessions() {
        var anchored = VolumeWeightedAveragePrice()
        #expect(anchored.update(price: 9, volume: 1, startsSession: false).isNaN)
        #expect(anchored.update(price: 10, volume: 0, startsSession: true).isNaN)
        #expect(anchored.update(price: 10, volume: 1, startsSession: false) == 10)
        #expect(anchored.update(price: 20, volume: 3, startsSession: false) == 17.5)
        #expect(anchored.update(price: na, volume: 3, startsSession: true).isNaN)
        #expect(anchored.value == 17.5)
        var daily = VolumeWeightedAveragePrice()
        #expect(daily.update(price: 10, volume: 1, session: 7) == 10)
        #expect(daily.update(price: 20, volume: 1, session: 7) == 15)
        #expect(daily.update(price: na, volume: 1, session: 8).isNaN)
        #expect(daily.update(price: 30, volume: 1, session: 8) == 30)
    }

    @Test(
        "a cross needs the other side first, exactly, across gaps and from equality",
        arguments: [
            ([1, 2], [false, false]), ([0, 1], [false, true]), ([-1, na, 1], [false, false, true]),
            ([1, 0, 1], [false, false, true]), ([0, 5e-11], [false, true]), ([5e-11, 1], [false, false]),
        ] as [([Double], [Bool])])
    func crosses(differences: [Double], wanted: [Bool]) {
        var over = Crossover()
        var under = Crossunder()
        #expect(differences.map { over.update($0, above: 0) } == wanted)
        #expect(differences.map { under.update(-$0, below: 0) } == wanted)
    }

    @Test(
        "operators are tolerant, the boundary belongs to equality, na is never true",
        arguments: [
            (0.0, 0, "== <= >="), (1e-10, 0, "== <= >="), (-1e-10, 0, "== <= >="), (1.5e-10, 0, "!= > >="),
            (-1.5e-10, 0, "!= < <="), (na, 0, ""), (na, na, ""), (.infinity, .infinity, "== <= >="),
            (-.infinity, .infinity, "!= < <="), (1e9, 1e9 + 1, "!= < <="),
        ])
    func comparison(a: Double, b: Double, wanted: String) {
        let holds = [
            ("==", PineComparison.equal(a, b)), ("!=", PineComparison.notEqual(a, b)),
            ("<", PineComparison.less(a, than: b)), (">", PineComparison.greater(a, than: b)),
            ("<=", PineComparison.lessOrEqual(a, to: b)), (">=", PineComparison.greaterOrEqual(a, to: b)),
        ]
        #expect(holds.filter(\.1).map(\.0).joined(separator: " ") == wanted)
    }

    @Test("a copy goes its own way")
    func copies() {
        var one = SimpleMovingAverage(period: 2)
        one.update(1)
        var other = one
        #expect(one.update(3) == 2)
        #expect(other.update(5) == 3)
    }
}

/// The first bar whose result is not na.
private func begin(_ values: [Double], _ update: (Double) -> Double) -> Int? {
    values.map(update).firstIndex { !$0.isNaN }
}
