/// How a series is resampled.
package struct BootstrapSettings: Hashable, Sendable {
    /// The number of resamples, at least 100.
    package var resamples: Int
    /// The mean block in periods; nil chooses it by ``BlockLength``.
    package var meanBlock: Double?
    /// What the random choices follow from.
    package var seed: UInt64

    /// Two thousand resamples of automatic block length; the seed is the caller's.
    package init(seed: UInt64, meanBlock: Double? = nil, resamples: Int = 2_000) {
        self.seed = seed
        self.meanBlock = meanBlock
        self.resamples = resamples
    }

    func checkResamples() throws(StudyError) {
        guard resamples >= 100 else { throw .tooFew(.resamples, count: resamples, least: 100) }
        guard resamples <= 1_000_000 else { throw .tooMany(.resamples, count: resamples, most: 1_000_000) }
    }
}
