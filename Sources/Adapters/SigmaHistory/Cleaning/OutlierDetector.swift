import Glibc

/// Finds changes of price far beyond their neighbourhood.
///
/// A log return is an outlier when its size exceeds `factor` robust standard deviations, 1.4826 × the median absolute
/// deviation of the returns in the window before it, and at least `minimumMove`.
/// Source: Leys et al., "Detecting outliers", J. Exp. Soc. Psychol. 49 (2013).
struct OutlierDetector {
    let factor: Double
    let minimumMove: Double
    let window: Int

    /// Indices of spikes, outliers whose next return takes back four fifths or more, and of the other outliers.
    ///
    /// - Complexity: O(prices × window) in the worst case, by insertion into a sorted window.
    func scan(_ prices: [Double]) -> (outliers: [Int], spikes: [Int]) {
        var outliers: [Int] = []
        var spikes: [Int] = []
        var recent: [Double] = []
        var sorted: [Double] = []
        var returns: [Double] = prices.isEmpty ? [] : [0]
        for index in prices.indices.dropFirst() { returns.append(log(prices[index] / prices[index - 1])) }
        var oldest = 0
        for index in returns.indices.dropFirst() {
            let size = abs(returns[index])
            if sorted.count >= min(window, 10), size > limit(sorted) {
                let isSpike =
                    index + 1 < returns.count && returns[index] * returns[index + 1] < 0
                    && abs(returns[index] + returns[index + 1]) <= 0.2 * size
                let isReturn = spikes.last == index - 1
                if isSpike && !isReturn { spikes.append(index) } else if !isReturn { outliers.append(index) }
            }
            sorted.insert(size, at: place(of: size, in: sorted))
            recent.append(size)
            if recent.count - oldest > window {
                sorted.remove(at: place(of: recent[oldest], in: sorted))
                oldest += 1
            }
        }
        return (outliers, spikes)
    }

    private func limit(_ sorted: [Double]) -> Double { max(minimumMove, factor * 1.4826 * sorted[sorted.count / 2]) }

    /// The first place not below a value.
    private func place(of value: Double, in sorted: [Double]) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
