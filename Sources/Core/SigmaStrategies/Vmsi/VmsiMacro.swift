internal import SigmaIndicators
internal import SigmaModel

/// The MacroScore of VMSI from four daily series.
///
/// A reading counts from when it is given: the data source must give a day's value only after that day, so that no
/// candle knows a close before it happened. A series keeps its last value until the next; values that are not finite
/// are ignored.
struct VmsiMacro: Sendable {
    private var series: ContiguousArray<VmsiMacroSeries>
    private let totalWeight: Double

    init(weights: ContiguousArray<Double>) {
        series = ContiguousArray(zip(MacroReading.Series.allCases, weights).map { VmsiMacroSeries($0, weight: $1) })
        totalWeight = weights.reduce(0) { $0 + $1.magnitude }
    }

    /// Takes a reading.
    mutating func update(_ reading: MacroReading) {
        guard reading.value.isFinite else { return }
        series[Int(reading.series.rawValue)].update(reading.value)
    }

    /// M01 = (1 + Σ w z / Σ |w|) / 2, from 0 to 1; 0.5 without readings or weights.
    var share: Double {
        guard totalWeight > 0 else { return 0.5 }
        var sum = 0.0
        for one in series { sum += one.weight * one.unusualness }
        return (1 + sum / totalWeight) / 2
    }

    /// Σ w × term, the first implementation's live score; 0 without readings.
    var literal: Double {
        var sum = 0.0
        for one in series { sum += one.weight * one.literalTerm }
        return sum
    }
}

/// One macro series in both forms.
struct VmsiMacroSeries: Sendable {
    let weight: Double
    /// z = clip((x - mean) / deviation, -3, 3) / 3 over 60 readings; 0 before them and while they do not move.
    private(set) var unusualness = 0.0
    /// VIX / 20; for the others +1 or -1 by their trend, 0 before it is known.
    private(set) var literalTerm = 0.0

    private let kind: MacroReading.Series
    private var spread = StandardDeviation(period: 60)
    private var fast = ExponentialMovingAverage(period: 10)
    private var slow = ExponentialMovingAverage(period: 30)
    private var level = ExponentialMovingAverage(period: 20)

    init(_ kind: MacroReading.Series, weight: Double) {
        self.kind = kind
        self.weight = weight
    }

    mutating func update(_ value: Double) {
        let deviation = spread.update(value)
        let quick = fast.update(value)
        let steady = slow.update(value)
        let middle = level.update(value)
        let moves = PineComparison.greater(deviation, than: 0)
        unusualness = moves ? max(-3, min(3, (value - spread.mean) / deviation)) / 3 : 0
        switch kind {
        case .vix: literalTerm = value / 20
        case .dxy, .us10y: literalTerm = trend(of: quick, over: steady)
        case .hygIef: literalTerm = trend(of: value, over: middle)
        }
    }

    private func trend(of value: Double, over reference: Double) -> Double {
        if reference.isNaN { return 0 }
        return PineComparison.greater(value, than: reference) ? 1 : -1
    }
}

extension VmsiMacro: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        for index in series.indices { try archive.field(&series[index]) }
    }
}

extension VmsiMacroSeries: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&unusualness)
        try archive.field(&literalTerm)
        try archive.field(&spread)
        try archive.field(&fast)
        try archive.field(&slow)
        try archive.field(&level)
    }
}
