internal import RealModule

/// The log density of a mixture of kernels, made for many candidates at once.
///
/// Kernels lie in lanes of eight. What does not depend on the candidate, weights and the remainders of the cuts, is one
/// number per kernel. A continuous dimension costs a square per kernel and candidate. Another one costs a table of masses
/// for each value that some candidate has, in which neighbours of the same centre and bandwidth share their mass.
struct ParzenDensity {
    /// Eight kernels.
    typealias Lanes = SIMD8<Double>

    private let kernels: ParzenKernels
    /// What no candidate changes, by kernel.
    private let bases: [Lanes]
    /// Of each continuous dimension: its column, and by kernel the centre and 1/(√2·deviation).
    private let continuous: [(column: Int, centres: [Lanes], scales: [Lanes])]

    /// Prepares the kernels. O(kernels × dimensions).
    init(_ kernels: ParzenKernels, cache: inout RemainderCache) {
        self.kernels = kernels
        let count = (kernels.logWeights.count + 7) / 8
        var bases = [Lanes](repeating: Lanes(repeating: -.infinity), count: count)
        for (kernel, weight) in kernels.logWeights.enumerated() { bases[kernel / 8][kernel % 8] = weight }
        var continuous: [(column: Int, centres: [Lanes], scales: [Lanes])] = []
        for (index, column) in kernels.columns.enumerated() where column.isContinuous {
            var centres = [Lanes](repeating: .zero, count: count)
            var scales = centres
            cache.forEach(column, members: kernels.members) { kernel, entry in
                centres[kernel / 8][kernel % 8] = column.centres[kernel]
                scales[kernel / 8][kernel % 8] = entry.scale
                bases[kernel / 8][kernel % 8] -= entry.logNorm
            }
            continuous.append((index, centres, scales))
        }
        self.bases = bases
        self.continuous = continuous
    }

    /// The log densities of candidates, each with one value per dimension.
    ///
    /// - Complexity: O(kernels × dimensions × candidates).
    func logDensities(_ candidates: [[Double]]) -> [Double] {
        let tables = kernels.columns.indices.filter { !kernels.columns[$0].isContinuous }
            .map { (column: $0, table: massTable($0, candidates.map { [column = $0] in $0[column] })) }
        var sums = bases
        return candidates.map { candidate in
            for lane in sums.indices { sums[lane] = bases[lane] }
            for (column, centres, scales) in continuous {
                let coordinate = kernels.columns[column].dimension.coordinate(of: candidate[column])
                Self.subtractSquares(of: coordinate, centres, scales, from: &sums)
            }
            for (column, table) in tables {
                let masses = table[table.partitionPoint { $0.value >= candidate[column] }].masses
                for lane in sums.indices { sums[lane] += masses[lane] }
            }
            return Self.logSum(sums)
        }
    }

    private static func subtractSquares(
        of coordinate: Double, _ centres: [Lanes], _ scales: [Lanes], from sums: inout [Lanes]
    ) {
        let coordinate = Lanes(repeating: coordinate)
        for lane in sums.indices {
            let offset = (coordinate - centres[lane]) * scales[lane]
            sums[lane] -= offset * offset
        }
    }

    /// log Σ exp, leaving out what is below the last bit of the largest.
    private static func logSum(_ sums: [Lanes]) -> Double {
        var most = Lanes(repeating: -.infinity)
        for lane in sums { most = pointwiseMax(most, lane) }
        let largest = most.max()
        var total = 0.0
        for lane in sums where any(lane .> largest - 40) {
            for index in 0..<8 where lane[index] > largest - 40 { total += Double.exp(lane[index] - largest) }
        }
        return largest + Double.log(total)
    }

    /// The log masses of the values that candidates have in a discrete dimension, by rising value.
    private func massTable(_ index: Int, _ values: [Double]) -> [(value: Double, masses: [Lanes])] {
        var distinct: [Double] = []
        for value in values.sorted() where distinct.last != value { distinct.append(value) }
        let column = kernels.columns[index]
        return distinct.map { value in
            let logs = column.dimension.isCategorical ? choiceLogs(column, value) : cellLogs(column, value)
            return (value, logs)
        }
    }

    private func choiceLogs(_ column: ParzenKernels.Column, _ value: Double) -> [Lanes] {
        var logs = [Lanes](repeating: .zero, count: bases.count)
        let hit = Double.log(column.choiceProbability(isObserved: true))
        let miss = Double.log(column.choiceProbability(isObserved: false))
        for kernel in kernels.members.indices {
            logs[kernel / 8][kernel % 8] = column.centres[kernel] == value ? hit : miss
        }
        let prior = kernels.members.count
        logs[prior / 8][prior % 8] = -Double.log(Double(column.dimension.valueCount ?? 1))
        return logs
    }

    private func cellLogs(_ column: ParzenKernels.Column, _ value: Double) -> [Lanes] {
        var logs = [Lanes](repeating: .zero, count: bases.count)
        guard let cell = column.dimension.cell(of: value) else { return logs }
        var last: (centre: Double, deviation: Double, log: Double)?
        for kernel in column.rising + [kernels.members.count] {
            let normal = column.normal(kernel)
            if let known = last, known.centre == normal.centre, known.deviation == normal.deviation {
                logs[kernel / 8][kernel % 8] = known.log
            } else {
                let log = Double.log(normal.mass(cell)) - normal.logRemainder
                logs[kernel / 8][kernel % 8] = log
                last = (normal.centre, normal.deviation, log)
            }
        }
        return logs
    }
}
