import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Statistics")
struct StatisticsTests {
    // Values by mpmath with 60 digits.
    @Test(
        "normal distribution to 1e-14",
        arguments: [
            (-30, 4.906713927148187e-198), (-20, 2.7536241186062337e-89), (-10.3, 3.5230650789264124e-25),
            (-10, 7.619853024160525e-24), (-5.5, 1.8989562465887718e-08), (-3, 0.0013498980316300946),
            (-1.96, 0.024997895148220435), (-0.5, 0.3085375387259869), (0, 0.5), (1e-09, 0.5000000003989423),
            (0.7, 0.758036347776927), (1.96, 0.9750021048517795), (5, 0.9999997133484281), (8, 0.9999999999999993),
            (-50, 0), (50, 1),
        ])
    func cumulative(x: Double, probability: Double) {
        #expect(isClose(NormalDistribution.cumulative(x), probability, 1e-14))
    }

    @Test(
        "normal quantile to 1e-14",
        arguments: [
            (1e-300, -37.0470962993612), (1e-100, -21.273453560965326), (1e-20, -9.262340089798407),
            (1e-09, -5.9978070150076865), (0.001, -3.0902323061678136), (0.02425, -1.972961051311885),
            (0.05, -1.6448536269514726), (0.074, -1.4466320671589785), (0.076, -1.4325027208258116),
            (0.3, -0.5244005127080408), (0.4999999, -2.5066282747031063e-07), (0.75, 0.6744897501960817),
            (0.95, 1.6448536269514722), (0.999999, 4.753424308817087), (0.5, 0),
        ])
    func quantile(probability: Double, x: Double) {
        #expect(isClose(NormalDistribution.quantile(probability), x, 1e-14))
    }

    @Test("quantile and distribution are inverse", arguments: 0..<200 as Range<UInt64>)
    func inverse(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let x = -generator.unit() * 8
        #expect(isClose(NormalDistribution.quantile(NormalDistribution.cumulative(x)), x, 1e-13))
    }

    @Test("quantile ends at infinity")
    func ends() {
        #expect(NormalDistribution.quantile(0) == -.infinity)
        #expect(NormalDistribution.quantile(1) == .infinity)
    }

    @Test(
        "Student's t by mpmath",
        arguments: [
            (0.5, 1, 0.7048327646991335), (2, 5, 0.10193947882985836), (2.5, 29, 0.018325344338426076),
            (-1.96, 999, 0.050273462733810045), (12, 50, 2.4623806253325447e-16), (0.001, 10, 0.999221783374741),
            (4.5, 3649, 7.007261334635667e-06), (0, 7, 1), (.infinity, 7, 0),
        ] as [(Double, Double, Double)])
    func student(t: Double, degrees: Double, probability: Double) {
        #expect(isClose(StudentDistribution.twoSidedProbability(t: t, degreesOfFreedom: degrees), probability, 1e-11))
    }

    @Test(
        "percentiles are linear between neighbours, as numpy's",
        arguments: [(0, 1), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (1, 4)])
    func percentile(share: Double, value: Double) {
        #expect(SortedSample([3, 1, 4, 2]).percentile(share).map { isClose($0, value, 1e-15) } == true)
        #expect(SortedSample([]).percentile(share) == nil)
        #expect(SortedSample([7]).percentile(share) == 7)
    }

    @Test("moments of a small sample by hand")
    func moments() throws {
        let moments = Moments([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(moments.mean == 5)
        #expect(moments.squares == 32)
        #expect(moments.variance == 32.0 / 7)
        #expect(try isClose(#require(moments.skewness), 42.0 / 8 / 8, 1e-15))
        #expect(try isClose(#require(moments.kurtosis), 356.0 / 8 / 16, 1e-15))
    }

    @Test("a constant series has no deviation, whatever its rounding", arguments: [0.1, 1e-17, 12_345.678_9, -0.003])
    func constant(value: Double) {
        let moments = Moments(Array(repeating: value, count: 1_001))
        #expect(moments.deviation == 0)
        #expect(moments.skewness == nil)
        #expect(moments.tStatistic == nil)
    }
}
