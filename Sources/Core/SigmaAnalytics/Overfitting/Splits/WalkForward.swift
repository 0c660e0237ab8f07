/// Folds that learn on the past and test on what came next, before a last part that is never touched.
///
///     |-------- train --------|  gap  |- test -|                      gap | hold-out |
///     |------------- train ------------|  gap  |- test -|             gap | hold-out |
///
/// A label at observation b looks at b + 1 … b + H, so the last H observations before each test are purged, and so are
/// the last H before the hold-out, whose prices the labels of the last test would otherwise read.
/// Source: López de Prado, "Advances in Financial Machine Learning" (2018), chapters 7 and 11.
package struct WalkForward: Hashable, Sendable {
    /// Where the observations to learn on begin.
    package enum Window: String, Hashable, Sendable, CaseIterable {
        /// Always at the first observation.
        case expanding
        /// So that every fold learns on as many as the first one.
        case rolling
    }

    /// The folds in order of time; their tests adjoin each other.
    package let folds: [Split]
    /// The last observations, for one final look.
    package let holdOut: Range<Int>

    /// Lays out folds over observations 0 ..< `observations`. O(folds).
    ///
    /// - Parameters:
    ///   - observations: All observations, those held out included.
    ///   - window: Where training begins.
    ///   - folds: The number of folds, at least one; five or more to judge by.
    ///   - firstTrainShare: The share of what is not held out that the first fold learns on, from 0.01 to 0.99.
    ///   - labelSpan: H, the observations after its own that a label looks at; 0 or more.
    ///   - holdOutShare: The share of all observations that is held out, from 0 to 0.9.
    /// - Throws: ``StudyError`` when a field is out of range or the observations do not suffice.
    package init(
        observations: Int, window: Window = .expanding, folds: Int = 5, firstTrainShare: Double = 0.5,
        labelSpan: Int = 20, holdOutShare: Double = 0.2
    ) throws(StudyError) {
        guard folds > 0 else { throw .tooFew(.folds, count: folds, least: 1) }
        guard labelSpan >= 0 else { throw .tooFew(.labelSpan, count: labelSpan, least: 0) }
        guard Self.trainShares.contains(firstTrainShare) else {
            throw .outside(.firstTrainShare, value: firstTrainShare, range: Self.trainShares)
        }
        guard Self.holdOutShares.contains(holdOutShare) else {
            throw .outside(.holdOutShare, value: holdOutShare, range: Self.holdOutShares)
        }
        func layout(_ observations: Int) -> Layout? {
            Layout(observations, firstTrainShare, holdOutShare, folds: folds, labelSpan: labelSpan)
        }
        guard let layout = layout(observations) else {
            var least = max(observations, 0) + 1
            while layout(least) == nil { least += 1 }
            throw .tooFew(.observations, count: observations, least: least)
        }
        self.folds = (layout.first + labelSpan..<layout.usable).parts(folds).map { test in
            let end = test.lowerBound - labelSpan
            return Split(train: [(window == .expanding ? 0 : end - layout.first)..<end], test: [test])
        }
        holdOut = layout.heldOutFrom..<observations
    }

    private static let trainShares = 0.01...0.99
    private static let holdOutShares = 0.0...0.9

    /// Where the parts of a walk end, if each has at least one observation.
    private struct Layout {
        /// The observations of the first fold's training.
        let first: Int
        /// The end of the last test.
        let usable: Int
        /// The first observation that is held out.
        let heldOutFrom: Int

        init?(
            _ observations: Int, _ firstTrainShare: Double, _ holdOutShare: Double, folds: Int, labelSpan: Int
        ) {
            let heldOut = Int((Double(observations) * holdOutShare).rounded())
            heldOutFrom = observations - heldOut
            usable = heldOutFrom - (heldOut > 0 ? labelSpan : 0)
            first = Int((Double(usable) * firstTrainShare).rounded())
            guard first > 0, usable - first - labelSpan >= folds else { return nil }
        }
    }
}
