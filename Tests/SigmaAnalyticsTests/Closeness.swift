import SigmaAnalytics

/// Whether two numbers agree to a relative tolerance; two zeros agree.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b))
}

/// Whether a metric has a value close to a number.
func isClose(_ metric: Metric, _ number: Double, _ tolerance: Double) -> Bool {
    metric.number.map { isClose($0, number, tolerance) } ?? false
}
