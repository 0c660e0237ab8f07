/// One division of observations into those that are learned on and those that are tested on.
///
/// Positions count observations from 0 in order of time. Ranges are ascending, not empty and do not touch each other;
/// what lies in neither part was purged, embargoed or held out.
package struct Split: Hashable, Sendable {
    /// The observations to learn on.
    package let train: [Range<Int>]
    /// The observations to test on.
    package let test: [Range<Int>]

    /// The number of observations to learn on. O(ranges).
    package var trainCount: Int { train.reduce(0) { $0 + $1.count } }
    /// The number of observations to test on. O(ranges).
    package var testCount: Int { test.reduce(0) { $0 + $1.count } }

    init(train: [Range<Int>], test: [Range<Int>]) {
        self.train = train
        self.test = test
    }

    /// The design's default: learns on the first 70 %, skips the labels that reach across, tests on the rest.
    ///
    /// - Parameter labelSpan: The observations after its own that a label looks at.
    package static func seventyThirty(observations: Int, labelSpan: Int = 20) throws(StudyError) -> Split {
        let walk = try WalkForward(
            observations: observations, window: .expanding, folds: 1, firstTrainShare: 0.7, labelSpan: labelSpan,
            holdOutShare: 0)
        return walk.folds[0]
    }
}

extension Range<Int> {
    /// Adjoining parts whose lengths differ by one at most, the longer ones first.
    func parts(_ count: Int) -> [Range<Int>] {
        let (length, longer) = self.count.quotientAndRemainder(dividingBy: count)
        var start = lowerBound
        return (0..<count).map { part in
            let end = start + length + (part < longer ? 1 : 0)
            defer { start = end }
            return start..<end
        }
    }
}
