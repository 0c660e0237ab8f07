/// A symmetric matrix of shape n × n, stored by rows.
struct SymmetricMatrix: Sendable {
    /// Rows and columns.
    let order: Int
    /// n² numbers, row after row.
    private(set) var elements: [Double]

    /// The identity.
    init(order: Int) {
        self.order = order
        elements = Array(repeating: 0, count: order * order)
        for index in 0..<order { elements[index * order + index] = 1 }
    }

    /// An element; writing sets its mirror image too.
    subscript(row: Int, column: Int) -> Double {
        get { elements[row * order + column] }
        set {
            elements[row * order + column] = newValue
            elements[column * order + row] = newValue
        }
    }

    /// Multiplies every element. O(n²).
    mutating func scale(by factor: Double) {
        for index in elements.indices { elements[index] *= factor }
    }

    /// Adds a multiple of the outer product of a vector with itself. O(n²).
    mutating func add(_ weight: Double, timesSquareOf vector: [Double]) {
        for row in 0..<order {
            let factor = weight * vector[row]
            for column in 0..<order { elements[row * order + column] += factor * vector[column] }
        }
    }

    /// The product with a vector. O(n²).
    func times(_ vector: [Double]) -> [Double] {
        (0..<order).map { row in
            var sum = 0.0
            for column in 0..<order { sum += elements[row * order + column] * vector[column] }
            return sum
        }
    }
}
