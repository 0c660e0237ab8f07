/// How long sessions took to have everything in order again.
struct RecoveryTimes: Sendable {
    private var times: [Duration] = []

    mutating func add(_ time: Duration) { times.append(time) }

    mutating func add(_ other: RecoveryTimes) { times += other.times }
}

extension RecoveryTimes: CustomStringConvertible {
    var description: String {
        let sorted = times.sorted()
        func milliseconds(_ share: Double) -> String {
            guard !sorted.isEmpty else { return "none" }
            let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
            return "\((time / .milliseconds(1) * 10).rounded() / 10) ms"
        }
        return "median \(milliseconds(0.5)), p99 \(milliseconds(0.99)), max \(milliseconds(1))"
    }
}
