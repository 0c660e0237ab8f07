/// The axes and variances of a covariance matrix: C = B · diag(variances) · Bᵀ.
///
/// Found by cyclic Jacobi rotations (Golub and Van Loan, "Matrix Computations", 8.5), which need no start vector and no
/// library, and give small variances to full relative precision.
struct EigenDecomposition: Sendable {
    /// Rows and columns of the matrix.
    let order: Int
    /// n² numbers by rows; column k is the axis of the k-th variance.
    private(set) var axes: [Double]
    /// The variances, in no order.
    private(set) var variances: [Double]

    /// Decomposes a matrix. O(n³) a sweep, about six sweeps.
    init(_ matrix: SymmetricMatrix) {
        order = matrix.order
        axes = SymmetricMatrix(order: order).elements
        variances = []
        var work = matrix.elements
        let most = 30
        for _ in 0..<most where Self.offDiagonal(work, order) > 0 {
            for row in 0..<(order - 1) {
                for column in (row + 1)..<order { rotate(&work, row, column) }
            }
        }
        variances = (0..<order).map { work[$0 * order + $0] }
    }

    /// The sum of squares outside the diagonal, 0 once it no longer changes the variances.
    private static func offDiagonal(_ work: [Double], _ order: Int) -> Double {
        var off = 0.0
        var diagonal = 0.0
        for row in 0..<order {
            diagonal += work[row * order + row] * work[row * order + row]
            for column in 0..<row { off += work[row * order + column] * work[row * order + column] }
        }
        return off > 1e-32 * diagonal ? off : 0
    }

    /// Makes one element zero by turning two axes.
    private mutating func rotate(_ work: inout [Double], _ p: Int, _ q: Int) {
        let n = order
        let element = work[p * n + q]
        guard element != 0 else { return }
        let half = 0.5 * (work[q * n + q] - work[p * n + p]) / element
        let tangent = (half < 0 ? -1 : 1) / (half.magnitude + (1 + half * half).squareRoot())
        let cosine = 1 / (1 + tangent * tangent).squareRoot()
        let sine = tangent * cosine
        for k in 0..<n {
            let (left, right) = (work[k * n + p], work[k * n + q])
            work[k * n + p] = cosine * left - sine * right
            work[k * n + q] = sine * left + cosine * right
        }
        for k in 0..<n {
            let (upper, lower) = (work[p * n + k], work[q * n + k])
            work[p * n + k] = cosine * upper - sine * lower
            work[q * n + k] = sine * upper + cosine * lower
            let (left, right) = (axes[k * n + p], axes[k * n + q])
            axes[k * n + p] = cosine * left - sine * right
            axes[k * n + q] = sine * left + cosine * right
        }
    }

    /// B · diag(deviations) · v: a vector of the unit sphere put on the ellipsoid. O(n²).
    func stretched(_ vector: [Double]) -> [Double] { turned(zip(vector, variances).map { $0 * $1.squareRoot() }) }

    /// C^(−1/2) · v. O(n²).
    func whitened(_ vector: [Double]) -> [Double] {
        let projected = (0..<order).map { axis in
            var sum = 0.0
            for row in 0..<order { sum += axes[row * order + axis] * vector[row] }
            return sum / variances[axis].squareRoot()
        }
        return turned(projected)
    }

    private func turned(_ vector: [Double]) -> [Double] {
        (0..<order).map { row in
            var sum = 0.0
            for axis in 0..<order { sum += axes[row * order + axis] * vector[axis] }
            return sum
        }
    }
}
