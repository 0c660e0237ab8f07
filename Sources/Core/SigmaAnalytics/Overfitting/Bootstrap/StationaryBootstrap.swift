import SigmaModel

/// Resamples of a series that keep its dependence: blocks of geometric length, each from a random place.
///
/// The series is a ring, so that the first value follows the last. Source: Politis and Romano, "The Stationary
/// Bootstrap", Journal of the American Statistical Association 89 (1994).
package struct StationaryBootstrap: Sendable {
    /// One block of a resample.
    package struct Run: Hashable, Sendable {
        /// The position of its first value.
        package let start: Int
        /// The number of its values; those beyond the end of the series go on at its beginning.
        package let length: Int
    }

    /// The values of the series and of each resample.
    package let count: Int
    /// The expected length of a block in periods.
    package let meanBlock: Double
    private let restart: Double
    private var generator: SplitMix64

    /// Resamples of a series of `count` values, the same ones for the same seed on every machine.
    ///
    /// - Throws: ``StudyError`` without values, or when `meanBlock` is not from 1 to `count`.
    package init(count: Int, meanBlock: Double, seed: UInt64) throws(StudyError) {
        guard count > 0 else { throw .tooFew(.observations, count: count, least: 1) }
        guard meanBlock >= 1, meanBlock <= Double(count) else {
            throw .outside(.meanBlock, value: meanBlock, range: 1...Double(count))
        }
        self.count = count
        self.meanBlock = meanBlock
        restart = 1 / meanBlock
        generator = SplitMix64(seed: seed)
    }

    /// Replaces `runs` by the blocks of the next resample; their lengths add up to ``count``. O(count).
    package mutating func next(_ runs: inout [Run]) {
        runs.removeAll(keepingCapacity: true)
        var start = place()
        var length = 1
        for _ in 1..<count {
            if generator.unit() < restart {
                runs.append(Run(start: start, length: length))
                start = place()
                length = 1
            } else {
                length += 1
            }
        }
        runs.append(Run(start: start, length: length))
    }

    /// A place of the series; the high half of a product is even to 2⁻⁶⁴ of the count.
    private mutating func place() -> Int { Int(generator.next().multipliedFullWidth(by: UInt64(count)).high) }
}

extension StationaryBootstrap.Run {
    /// Appends this block of a series. O(length).
    func append(of series: [Double], to resample: inout [Double]) {
        let end = start + length
        resample += series[start..<min(end, series.count)]
        if end > series.count { resample += series[..<(end - series.count)] }
    }
}
