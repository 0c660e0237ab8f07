/// Average-linkage clustering of trials (UPGMA, Sokal and Michener 1958), judged by silhouettes at every cut.
struct Linkage {
    /// One way to group the trials.
    struct Cut {
        /// Each trial's cluster, numbered from 0 by the first trial of each.
        let labels: [Int]
        /// The mean silhouette; a trial alone counts as 0.
        let silhouette: Double
    }

    private let count: Int
    /// The clusters that are left, each named by its first trial, ascending.
    private var clusters: [Int]
    /// Each trial's cluster.
    private var owner: [Int]
    /// The members of each cluster.
    private var sizes: [Int]
    /// The mean distance of each pair of clusters, N × N.
    private var links: [Double]
    /// Row i, column c: the sum of the distances from trial i to the members of cluster c, N × N.
    private var sums: [Double]

    /// Every trial a cluster of its own. O(N²).
    init(_ correlations: TrialCorrelations) {
        let count = correlations.count
        self.count = count
        clusters = Array(0..<count)
        owner = clusters
        sizes = Array(repeating: 1, count: count)
        links = (0..<count * count).map { correlations.distance($0 / count, $0 % count) }
        sums = links
    }

    /// The cut into 2 to N − 1 clusters of highest mean silhouette, the one of more clusters among equals. O(N³).
    ///
    /// Nil for fewer than three trials.
    consuming func bestCut() -> Cut? {
        var best: (owner: [Int], silhouette: Double)?
        while clusters.count > 2 {
            mergeClosest()
            let silhouette = meanSilhouette()
            if silhouette > best?.silhouette ?? -.infinity { best = (owner, silhouette) }
        }
        return best.map { Cut(labels: Self.numbered($0.owner), silhouette: $0.silhouette) }
    }

    /// Merges the two clusters of smallest mean distance, the first pair among equals. O(clusters² + N).
    private mutating func mergeClosest() {
        var closest = (first: 0, second: 0, distance: Double.infinity)
        for (place, first) in clusters.enumerated() {
            for second in clusters[(place + 1)...] where links[first * count + second] < closest.distance {
                closest = (first, second, links[first * count + second])
            }
        }
        merge(closest.second, into: closest.first)
    }

    private mutating func merge(_ second: Int, into first: Int) {
        let share = Double(sizes[first]) / Double(sizes[first] + sizes[second])
        for other in clusters where other != first && other != second {
            let link = share * links[first * count + other] + (1 - share) * links[second * count + other]
            links[first * count + other] = link
            links[other * count + first] = link
        }
        for trial in 0..<count {
            sums[trial * count + first] += sums[trial * count + second]
            if owner[trial] == second { owner[trial] = first }
        }
        sizes[first] += sizes[second]
        clusters.removeAll { $0 == second }
    }

    /// The mean over trials of (b − a) / max(a, b): a to the own cluster, b to the nearest other. O(N · clusters).
    private func meanSilhouette() -> Double {
        var total = 0.0
        for trial in 0..<count {
            let own = owner[trial]
            guard sizes[own] > 1 else { continue }
            let inside = sums[trial * count + own] / Double(sizes[own] - 1)
            var outside = Double.infinity
            for cluster in clusters where cluster != own {
                outside = min(outside, sums[trial * count + cluster] / Double(sizes[cluster]))
            }
            let larger = max(inside, outside)
            if larger > 0 { total += (outside - inside) / larger }
        }
        return total / Double(count)
    }

    /// Clusters renamed 0, 1, 2, … by their first trials; each is named by its first trial. O(N).
    private static func numbered(_ owner: [Int]) -> [Int] {
        var names = Array(repeating: 0, count: owner.count)
        var next = 0
        for trial in owner.indices where owner[trial] == trial {
            names[trial] = next
            next += 1
        }
        return owner.map { names[$0] }
    }
}
