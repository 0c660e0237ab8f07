/// Combinatorial purged cross-validation: every choice of k among n groups is tested once, with all others learned on.
///
/// The C(n, k) splits test each group C(n − 1, k − 1) = k/n · C(n, k) times, so their results recombine to that many
/// paths through the whole history, each group of a path from another split. (6, 2) gives 15 splits and 5 paths.
/// Source: López de Prado, "Advances in Financial Machine Learning" (2018), chapters 7.4 and 12.
package struct CombinatorialSplits: Hashable, Sendable {
    /// More splits than this are refused.
    package static let maxSplits = 100_000

    /// The n adjoining groups of observations; their lengths differ by one at most, the longer ones first.
    package let groups: [Range<Int>]
    /// The groups that each split tests, ascending; splits are in lexicographic order of these.
    package let tested: [[Int]]
    /// The splits; adjoining groups of a test are one range.
    package let splits: [Split]

    /// All splits of observations 0 ..< `observations`. O(splits · groups).
    ///
    /// A training observation is purged where its label meets a label of the test: H before each tested range, and H
    /// after it. The embargo takes further observations after each tested range.
    ///
    /// - Parameters:
    ///   - observations: The number of observations.
    ///   - groups: n; at least 2.
    ///   - testGroups: k; at least 1 and below n.
    ///   - labelSpan: H, the observations after its own that a label looks at; 0 or more.
    ///   - embargo: Observations after each test that are dropped beyond the purge; nil takes 1 %, rounded up.
    /// - Throws: ``StudyError`` when a field is out of range or a split has nothing left to learn on.
    package init(
        observations: Int, groups: Int = 6, testGroups: Int = 2, labelSpan: Int = 20, embargo: Int? = nil
    ) throws(StudyError) {
        guard groups > 1 else { throw .tooFew(.groups, count: groups, least: 2) }
        guard testGroups > 0 else { throw .tooFew(.testGroups, count: testGroups, least: 1) }
        guard testGroups < groups else { throw .tooMany(.testGroups, count: testGroups, most: groups - 1) }
        guard labelSpan >= 0 else { throw .tooFew(.labelSpan, count: labelSpan, least: 0) }
        guard observations >= groups else { throw .tooFew(.observations, count: observations, least: groups) }
        let embargo = embargo ?? (observations + 99) / 100
        guard embargo >= 0 else { throw .tooFew(.embargo, count: embargo, least: 0) }
        let count = Combinations.count(of: testGroups, among: groups) ?? .max
        guard count <= Self.maxSplits else { throw .tooMany(.splits, count: count, most: Self.maxSplits) }

        self.groups = (0..<observations).parts(groups)
        tested = Array(Combinations(of: testGroups, among: groups))
        var splits: [Split] = []
        splits.reserveCapacity(count)
        for choice in tested {
            let test = Self.merged(choice.map { [groups = self.groups] in groups[$0] })
            let train = Self.rest(of: observations, around: test, before: labelSpan, after: labelSpan + embargo)
            guard !train.isEmpty else { throw .nothingToLearnOn(split: splits.count) }
            splits.append(Split(train: train, test: test))
        }
        self.splits = splits
    }

    /// Ascending ranges with adjoining ones made one.
    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges {
            if let last = merged.last, last.upperBound == range.lowerBound {
                merged[merged.count - 1] = last.lowerBound..<range.upperBound
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// What is left of 0 ..< count without some ranges and so many positions before and after each.
    private static func rest(
        of count: Int, around ranges: [Range<Int>], before: Int, after: Int
    ) -> [Range<Int>] {
        var rest: [Range<Int>] = []
        var start = 0
        for range in ranges {
            let end = range.lowerBound - before
            if end > start { rest.append(start..<end) }
            start = range.upperBound + after
        }
        if start < count { rest.append(start..<count) }
        return rest
    }
}
