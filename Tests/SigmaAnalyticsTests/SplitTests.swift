import SigmaModel
import Testing

@testable import SigmaAnalytics

@Suite("Walk-forward and combinatorial splits")
struct SplitTests {
    @Test("an expanding walk by hand")
    func expanding() throws {
        // 100 observations: 20 held out, 3 more whose labels look there; 77 × 0.5 rounds to 39.
        let walk = try WalkForward(observations: 100, folds: 5, labelSpan: 3)
        #expect(walk.holdOut == 80..<100)
        #expect(walk.folds.map(\.test) == [[42..<49], [49..<56], [56..<63], [63..<70], [70..<77]])
        #expect(walk.folds.map(\.train) == [[0..<39], [0..<46], [0..<53], [0..<60], [0..<67]])
    }

    @Test("a rolling walk learns on as many observations each time")
    func rolling() throws {
        let walk = try WalkForward(observations: 100, window: .rolling, folds: 5, labelSpan: 3)
        #expect(walk.folds.map(\.train) == [[0..<39], [7..<46], [14..<53], [21..<60], [28..<67]])
    }

    @Test("70/30 with a gap")
    func seventyThirty() throws {
        let split = try Split.seventyThirty(observations: 1_000)
        #expect(split == Split(train: [0..<700], test: [720..<1_000]))
        #expect((split.trainCount, split.testCount) == (700, 280))
        #expect(try Split.seventyThirty(observations: 10, labelSpan: 0).test == [7..<10])
    }

    @Test("no label of a fold reads its test or the hold-out", arguments: 0..<200 as Range<UInt64>)
    func walkProperties(seed: UInt64) throws {
        var noise = Noise(seed: seed)
        let observations = noise.whole(1...400)
        let folds = noise.whole(1...9)
        let span = noise.whole(0...12)
        let window: WalkForward.Window = seed.isMultiple(of: 2) ? .expanding : .rolling
        let share = Double(noise.whole(0...40)) / 100
        let walk: WalkForward
        do {
            walk = try WalkForward(
                observations: observations, window: window, folds: folds, labelSpan: span, holdOutShare: share)
        } catch {
            // The error names the fewest observations that do: one less does not.
            guard case .tooFew(.observations, observations, let least) = error else {
                Issue.record("seed \(seed): \(error)")
                return
            }
            func walk(_ count: Int) throws -> WalkForward {
                try WalkForward(
                    observations: count, window: window, folds: folds, labelSpan: span, holdOutShare: share)
            }
            #expect(throws: Never.self) { try walk(least) }
            #expect(throws: StudyError.self) { try walk(least - 1) }
            return
        }
        var next = walk.folds[0].test[0].lowerBound
        for fold in walk.folds {
            #expect(fold.test[0].lowerBound == next, "seed \(seed)")
            next = fold.test[0].upperBound
            #expect(fold.train[0].upperBound + span == fold.test[0].lowerBound, "seed \(seed)")
            #expect(fold.trainCount >= walk.folds[0].trainCount && !fold.test[0].isEmpty, "seed \(seed)")
        }
        #expect(walk.holdOut.upperBound == observations)
        #expect(next + (walk.holdOut.isEmpty ? 0 : span) == walk.holdOut.lowerBound, "seed \(seed)")
    }

    @Test("what a walk cannot do names its field and its mend")
    func walkErrors() {
        func message(_ body: () throws(StudyError) -> WalkForward) -> String {
            do { return "\(try body())" } catch { return "\(error)" }
        }
        #expect(
            message { () throws(StudyError) in try WalkForward(observations: 30) }
                == "observations is 30, at least 87 are needed; take a longer history, or fewer folds, groups or blocks"
        )
        #expect(
            message { () throws(StudyError) in try WalkForward(observations: 100, folds: 0) }
                == "folds is 0, at least 1 are needed; raise it")
        #expect(
            message { () throws(StudyError) in try WalkForward(observations: 100, holdOutShare: 1) }
                == "holdOutShare is 1.0; choose a number from 0.0 to 0.9")
        #expect(throws: StudyError.outside(.firstTrainShare, value: 0, range: 0.01...0.99)) {
            try WalkForward(observations: 100, firstTrainShare: 0)
        }
    }

    @Test("six groups by two: 15 splits, 5 paths, purge on both sides, embargo after")
    func combinatorial() throws {
        let cross = try CombinatorialSplits(observations: 120, labelSpan: 3, embargo: 2)
        #expect(cross.groups == [0..<20, 20..<40, 40..<60, 60..<80, 80..<100, 100..<120])
        #expect((cross.splits.count, cross.pathCount) == (15, 5))
        // Groups 0 and 1 adjoin: one range, and nothing before it.
        #expect(cross.splits[0] == Split(train: [45..<120], test: [0..<40]))
        // Groups 1 and 3.
        #expect(cross.tested[6] == [1, 3])
        #expect(cross.splits[6] == Split(train: [0..<17, 45..<57, 85..<120], test: [20..<40, 60..<80]))
        // Groups 4 and 5: nothing after.
        #expect(cross.splits[14] == Split(train: [0..<77], test: [80..<120]))
    }

    @Test("no training label meets a test label, and every observation is tested once on each path")
    func combinatorialProperties() throws {
        for seed in 0..<60 as Range<UInt64> {
            var noise = Noise(seed: seed)
            let observations = noise.whole(200...500)
            let groups = noise.whole(2...8)
            let span = noise.whole(0...6)
            let embargo = noise.whole(0...6)
            let cross = try CombinatorialSplits(
                observations: observations, groups: groups, testGroups: noise.whole(1...(groups - 1)), labelSpan: span,
                embargo: embargo)
            for split in cross.splits {
                for train in split.train {
                    for test in split.test {
                        let isApart =
                            train.upperBound + span <= test.lowerBound
                            || test.upperBound + span + embargo <= train.lowerBound
                        #expect(isApart, "seed \(seed)")
                    }
                }
            }
            let results = cross.splits.map { split in split.test.flatMap { Array($0) } }
            for path in cross.pathSeries(results) { #expect(path == Array(0..<observations), "seed \(seed)") }
            let used = cross.paths.flatMap { path in path.enumerated().map { [$0.offset, $0.element] } }
            #expect(Set(used).count == used.count, "seed \(seed): a test was used twice")
            #expect(used.count == cross.tested.reduce(0) { $0 + $1.count }, "seed \(seed)")
        }
    }

    @Test("what combinatorial splits cannot do")
    func combinatorialErrors() {
        #expect(throws: StudyError.tooMany(.testGroups, count: 6, most: 5)) {
            try CombinatorialSplits(observations: 100, testGroups: 6)
        }
        #expect(throws: StudyError.nothingToLearnOn(split: 0)) {
            try CombinatorialSplits(observations: 100, groups: 2, testGroups: 1, labelSpan: 60)
        }
        #expect(throws: StudyError.tooMany(.splits, count: 155_117_520, most: 100_000)) {
            try CombinatorialSplits(observations: 1_000, groups: 30, testGroups: 15)
        }
        #expect(throws: StudyError.tooFew(.observations, count: 5, least: 6)) {
            try CombinatorialSplits(observations: 5)
        }
    }

    @Test("combinations are counted and lexicographic")
    func combinations() {
        #expect(Array(Combinations(of: 2, among: 4)) == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]])
        #expect(Array(Combinations(of: 0, among: 3)) == [[]])
        #expect(Combinations.count(of: 8, among: 16) == 12_870)
        #expect(Array(Combinations(of: 8, among: 16)).count == 12_870)
        #expect(Combinations.count(of: 4, among: 3) == 0)
        #expect(Combinations.count(of: 60, among: 120) == nil)
    }
}
