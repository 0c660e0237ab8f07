import SigmaModel
import Testing

@testable import SigmaLearning

@Suite("Study")
struct StudyTests {
    /// Every sampler.
    static let samplers: [SamplerSettings] = [
        .random, .sequence, .parzen(ParzenSettings()), .parzen(ParzenSettings(isMultivariate: false)),
        .evolution(EvolutionSettings(population: 6)), .evolution(EvolutionSettings(restarts: .increasing)), .standard,
    ]

    /// A value with a slope in every dimension.
    private static func score(_ values: [Double]) -> Double {
        values.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element.magnitude }
    }

    /// Does one random thing to a study: asks, gives, reports, or ends a running trial in one of three ways.
    private static func advance(_ study: inout Study, _ generator: inout SplitMix64) throws {
        let running = study.trials.filter { $0.state == .running }
        guard running.count < 5, generator.next() % 2 == 0 || running.isEmpty else {
            let trial = running[Int(generator.next() % UInt64(running.count))]
            switch generator.next() % 10 {
            case 0: try study.fail(trial.number)
            case 1:
                try study.report(trial.number, step: trial.reports.count, value: score(trial.values) / 2)
                try study.prune(trial.number)
            case 2: try study.report(trial.number, step: trial.reports.count, value: .nan)
            default: try study.complete(trial.number, value: score(trial.values))
            }
            return
        }
        if generator.next() % 20 == 0 {
            _ = try study.ask(values: study.space.values(at: study.space.dimensions.map { _ in generator.unit() }))
        } else {
            _ = study.ask()
        }
    }

    @Test(
        "parallel trials stay in bounds, and a replay goes on alike", arguments: samplers.indices,
        [1, 2, 3] as [UInt64])
    func replay(sampler: Int, seed: UInt64) throws {
        let (space, settings) = (try SearchSpaceTests.mixed(), Self.samplers[sampler])
        var study = Study(space, .minimize, sampler: settings, seed: seed)
        var generator = SplitMix64(seed: seed)
        for step in 0..<300 {
            try Self.advance(&study, &generator)
            guard step % 60 == 59 else { continue }
            var restored = try Study(
                replaying: study.trials, in: space, .minimize, sampler: settings, seed: seed)
            var (first, second) = (study, restored)
            for _ in 0..<15 { #expect(first.ask() == second.ask(), "sampler \(sampler), seed \(seed), step \(step)") }
            #expect(restored.trials == study.trials && restored.best == study.best)
            _ = restored.ask()
        }
        for trial in study.trials {
            #expect(throws: Never.self, "sampler \(sampler), seed \(seed)") { try space.check(trial.values) }
        }
        #expect(study.trials.count > 100)
    }

    @Test("the same seed gives the same study, another one another", arguments: samplers.indices)
    func seeds(sampler: Int) throws {
        func points(_ seed: UInt64) throws -> [[Double]] {
            var study = Study(try SearchSpaceTests.mixed(), .maximize, sampler: Self.samplers[sampler], seed: seed)
            for _ in 0..<40 {
                let trial = study.ask()
                try study.complete(trial.number, value: -Self.score(trial.values))
            }
            return study.trials.map(\.point)
        }
        #expect(try points(4) == points(4))
        #expect(try points(4) != points(5))
    }

    @Test("maximising is minimising the negative", arguments: samplers.indices)
    func direction(sampler: Int) throws {
        let space = try SearchSpaceTests.mixed()
        var low = Study(space, .minimize, sampler: Self.samplers[sampler], seed: 8)
        var high = Study(space, .maximize, sampler: Self.samplers[sampler], seed: 8)
        for number in 0..<60 {
            let (first, second) = (low.ask(), high.ask())
            #expect(first == second)
            try low.complete(number, value: Self.score(first.values))
            try high.complete(number, value: -Self.score(second.values))
        }
        #expect(low.best?.number == high.best?.number)
    }

    @Test("running trials keep parallel proposals apart")
    func constantLiar() throws {
        func spread(_ countsRunning: Bool) throws -> Double {
            let settings = ParzenSettings(countsRunning: countsRunning)
            var total = 0.0
            for seed in 0..<20 as Range<UInt64> {
                let space = try SearchSpace([.float("x", 0...1), .float("y", 0...1)])
                var study = Study(space, .minimize, sampler: .parzen(settings), seed: seed)
                for number in 0..<40 { try study.complete(number, value: Self.score(study.ask().values)) }
                let points = (0..<10).map { _ in study.ask().point }
                for (index, point) in points.enumerated() {
                    let distances = points.indices.filter { $0 != index }.map { other in
                        zip(points[other], point).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
                    }
                    total += distances.min() ?? 0
                }
            }
            return total
        }
        #expect(try spread(true) > 1.1 * spread(false))
    }

    @Test("what a study refuses")
    func refusals() throws {
        let space = try SearchSpace([.float("x", 0...1)])
        var study = Study(space, .minimize, seed: 1)
        #expect(throws: StudyError.unknown(trial: 0, count: 0)) { try study.complete(0, value: 1) }
        _ = study.ask()
        #expect(throws: StudyError.notFinite(trial: 0, value: .infinity)) { try study.complete(0, value: .infinity) }
        try study.report(0, step: 2, value: 1)
        #expect(throws: StudyError.step(trial: 0, step: 2)) { try study.report(0, step: 2, value: 1) }
        #expect(throws: StudyError.step(trial: 0, step: -1)) { try study.report(0, step: -1, value: 1) }
        try study.complete(0, value: 1)
        #expect(throws: StudyError.ended(trial: 0)) { try study.prune(0) }
        #expect(throws: StudyError.self) { try study.ask(values: [2]) }
        #expect(throws: StudyError.self) { try study.ask(values: [0, 0]) }
    }

    @Test("what a replay refuses")
    func brokenRecords() throws {
        let space = try SearchSpace([.float("x", 0...1)])
        func record(_ number: Int, _ state: Trial.State, end: Int?, point: [Double] = [0.5]) -> Trial {
            Trial(number: number, values: [0.5], point: point, origin: .random, state: state, endPlace: end)
        }
        func replay(_ records: [Trial]) throws { _ = try Study(replaying: records, in: space, .minimize, seed: 1) }
        #expect(throws: StudyError.recordNumber(place: 0, number: 1)) { try replay([record(1, .running, end: nil)]) }
        #expect(throws: StudyError.recordEnds(trial: 0)) { try replay([record(0, .failed, end: nil)]) }
        #expect(throws: StudyError.recordEnds(trial: 0)) { try replay([record(0, .failed, end: 1)]) }
        #expect(throws: StudyError.recordEnds(trial: 0)) { try replay([record(0, .running, end: 0)]) }
        #expect(throws: StudyError.recordEnds(trial: 1)) {
            try replay([record(0, .failed, end: 0), record(1, .complete(1), end: 0)])
        }
        #expect(throws: StudyError.recordPoint(trial: 0)) { try replay([record(0, .running, end: nil, point: [2])]) }
        #expect(throws: StudyError.self) { try replay([record(0, .complete(.nan), end: 0)]) }
    }
}
