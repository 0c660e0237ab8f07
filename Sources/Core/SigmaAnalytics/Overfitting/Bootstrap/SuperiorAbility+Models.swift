import RealModule

extension SuperiorAbility {
    /// The trials that can be judged, laid out so that a block of a resample costs two rows whatever its length.
    struct Models {
        /// mean(d_k).
        let means: [Double]
        /// 1 / ω_k.
        let precisions: [Double]
        /// What Hansen's lower and consistent nulls take from each centred mean: mean(d*_k) − mean(d_k) + these.
        private let lowerShifts: [Double]
        private let consistentShifts: [Double]
        private let periods: Int
        /// Row t holds, for every trial, the sum of the first t centred values; there are T + 1 rows.
        private let prefixes: [Double]

        /// Leaves out trials of no deviation. O(N · T).
        init(_ differences: ReturnMatrix, meanBlock: Double) throws(StudyError) {
            let judged = (0..<differences.trials).compactMap { Model(differences[$0], meanBlock: meanBlock) }
            guard !judged.isEmpty else { throw .nothingVaries }
            let count = Double(differences.periods)
            // d̄ below this many ω counts as clearly worse: √(2 ln ln T / T).
            let band = (2 * Double.log(Double.log(count)) / count).squareRoot()
            means = judged.map(\.mean)
            precisions = judged.map { 1 / $0.omega }
            lowerShifts = judged.map { min($0.mean, 0) }
            consistentShifts = judged.map { $0.mean < -band * $0.omega ? $0.mean : 0 }
            periods = differences.periods
            prefixes = Self.prefixes(judged.map(\.centred), periods: differences.periods)
        }

        /// One trial that can be judged.
        private struct Model {
            let mean: Double
            let centred: [Double]
            /// ω, the deviation of √T times its mean.
            let omega: Double

            init?(_ returns: ArraySlice<Double>, meanBlock: Double) {
                let moments = Moments(returns)
                guard moments.squares > 0 else { return nil }
                mean = moments.mean
                centred = returns.map { $0 - moments.mean }
                let variance = LongRunVariance.stationary(centred, meanBlock: meanBlock)
                guard variance > 0 else { return nil }
                omega = variance.squareRoot()
            }
        }

        private static func prefixes(_ centred: [[Double]], periods: Int) -> [Double] {
            let trials = centred.count
            var prefixes = Array(repeating: 0.0, count: (periods + 1) * trials)
            for (trial, values) in centred.enumerated() {
                var sum = 0.0
                for (period, value) in values.enumerated() {
                    sum += value
                    prefixes[(period + 1) * trials + trial] = sum
                }
            }
            return prefixes
        }

        /// Fills in mean(d*_k) − mean(d_k) of one resample. O(N · blocks).
        func resample(_ runs: [StationaryBootstrap.Run], into shifts: inout [Double]) {
            for trial in shifts.indices { shifts[trial] = 0 }
            for run in runs {
                let end = run.start + run.length
                add(run.start, min(end, periods), to: &shifts)
                if end > periods { add(0, end - periods, to: &shifts) }
            }
            for trial in shifts.indices { shifts[trial] /= Double(periods) }
        }

        /// Adds the centred values of periods `start` ..< `end`. O(N).
        private func add(_ start: Int, _ end: Int, to shifts: inout [Double]) {
            let trials = shifts.count
            let first = start * trials
            let last = end * trials
            for trial in 0..<trials { shifts[trial] += prefixes[last + trial] - prefixes[first + trial] }
        }

        /// The best trial of a resample under each null, before the factor √T; Hansen's are at least 0. O(N).
        func best(_ shifts: [Double]) -> (reality: Double, lower: Double, consistent: Double, upper: Double) {
            var best = (reality: -Double.infinity, lower: 0.0, consistent: 0.0, upper: 0.0)
            for trial in shifts.indices {
                let shift = shifts[trial]
                let precision = precisions[trial]
                best.reality = max(best.reality, shift)
                best.upper = max(best.upper, shift * precision)
                best.lower = max(best.lower, (shift + lowerShifts[trial]) * precision)
                best.consistent = max(best.consistent, (shift + consistentShifts[trial]) * precision)
            }
            return best
        }
    }
}
