extension CombinatorialSplits {
    /// How many paths the tests recombine to: C(n − 1, k − 1).
    package var pathCount: Int { tested.reduce(0) { $0 + ($1.first == 0 ? 1 : 0) } }

    /// For each path and each group, the split whose test the group is taken from. O(splits · testGroups).
    ///
    /// Path p takes each group from the (p + 1)-th split that tests it, so that every test is used exactly once.
    package var paths: [[Int]] {
        var testing: [[Int]] = Array(repeating: [], count: groups.count)
        for (split, choice) in tested.enumerated() {
            for group in choice { testing[group].append(split) }
        }
        return (0..<pathCount).map { path in testing.map { $0[path] } }
    }

    /// Each path's series from the results of every split's test. O(paths · observations).
    ///
    /// - Parameter results: For each split one value for each observation of its test, in order of time.
    package func pathSeries<Value>(_ results: [[Value]]) -> [[Value]] {
        precondition(
            results.count == splits.count && zip(results, splits).allSatisfy { $0.count == $1.testCount },
            "each split has a result for each observation of its test")
        return paths.map { path in
            var series: [Value] = []
            for (group, split) in path.enumerated() {
                let earlier = tested[split].prefix { $0 < group }.reduce(0) { $0 + groups[$1].count }
                series += results[split][earlier..<earlier + groups[group].count]
            }
            return series
        }
    }
}
