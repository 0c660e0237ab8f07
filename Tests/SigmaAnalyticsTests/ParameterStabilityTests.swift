import SigmaAnalytics
import SigmaModel
import Testing

@Suite("Parameter stability")
struct ParameterStabilityTests {
    private struct Refusal: Error, Equatable {}

    @Test("probes lie 20 % to either side, within the bounds")
    func probes() {
        #expect(TunedParameter("a", value: 10, bounds: 0...100).probes == [8, 12])
        #expect(TunedParameter("a", value: -10, bounds: -100...0).probes == [-12, -8])
        #expect(TunedParameter("a", value: 10, bounds: 9...11).probes == [9, 11])
        #expect(TunedParameter("a", value: 10, bounds: 10...11).probes == [11])
        #expect(TunedParameter("a", value: 10, bounds: 10...10).probes == [])
        #expect(TunedParameter("a", value: 0, bounds: -1...1).probes == [-0.2, 0.2])
        #expect(TunedParameter("a", value: 3, bounds: 1...50, isInteger: true).probes == [2, 4])
        #expect(TunedParameter("a", value: 14, bounds: 1...50, isInteger: true).probes == [11, 17])
    }

    @Test(
        "at a bound is within 2 % of the range",
        arguments: [(0, true), (2, true), (2.1, false), (50, false), (97.9, false), (98, true), (100, true)])
    func bounds(value: Double, isAtBound: Bool) {
        #expect(TunedParameter("a", value: value, bounds: 0...100).isAtBound == isAtBound)
        #expect(!TunedParameter("a", value: 5, bounds: 5...5).isAtBound)
    }

    @Test("each parameter moves alone, the others stay")
    func losses() throws {
        let parameters = [
            TunedParameter("flat", value: 10, bounds: 0...100), TunedParameter("peak", value: 5, bounds: 0...100),
        ]
        var asked: [[Double]] = []
        // The second parameter costs 0.1 a unit of distance from 5.
        let stability = ParameterStability(parameters) { values in
            asked.append(values)
            return 1 - 0.1 * abs(values[1] - 5)
        }
        #expect(asked == [[10, 5], [8, 5], [12, 5], [10, 4], [10, 6]])
        #expect(stability.score == 1)
        #expect(stability.probes.map(\.parameter) == ["flat", "flat", "peak", "peak"])
        #expect(isClose(stability.medianLoss, 0.05, 1e-12))
        #expect(isClose(stability.worstLoss, 0.1, 1e-12))
    }

    @Test("a neighbour that cannot be scored loses all; a gain is a negative loss")
    func extremes() {
        let parameter = [TunedParameter("a", value: 10, bounds: 0...100)]
        let cliff = ParameterStability(parameter) { $0[0] > 11 ? nil : 2 }
        #expect(cliff.probes.map(\.loss) == [0, 1])
        #expect(cliff.worstLoss == .value(1))
        let slope = ParameterStability(parameter) { $0[0] == 8 ? .nan : $0[0] }
        #expect(slope.probes.map(\.score) == [nil, 12])
        #expect(isClose(slope.probes[1].loss, -0.2, 1e-12))
    }

    @Test("nothing to lose, nothing to move, nothing known")
    func undefined() {
        let parameter = [TunedParameter("a", value: 10, bounds: 0...100)]
        #expect(ParameterStability(parameter) { _ in 0 }.medianLoss == .undefined(.scoreNotPositive))
        #expect(ParameterStability(parameter) { _ in -1 }.worstLoss == .undefined(.scoreNotPositive))
        #expect(ParameterStability(parameter) { _ in nil }.medianLoss == .undefined(.notMeasured))
        #expect(ParameterStability([]) { _ in 1 }.medianLoss == .undefined(.notMeasured))
        #expect(throws: Refusal()) {
            try ParameterStability(parameter) { (_) throws(Refusal) -> Double? in throw Refusal() }
        }
    }
}
