import AllocationCounter
import Foundation

/// What a person must mend before a benchmark can run.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
}

/// One timed repetition.
struct Measurement {
    let cpuSeconds: Double
    let wallSeconds: Double
    let allocations: UInt

    /// Times a closure: processor time of the whole process, wall time, heap allocations.
    static func of(_ body: () throws -> Void) rethrows -> Measurement {
        let allocations = allocation_count()
        let wall = ContinuousClock.now
        let cpu = processorTime()
        try body()
        let used = processorTime() - cpu
        let passed = (ContinuousClock.now - wall).components
        return Measurement(
            cpuSeconds: used, wallSeconds: Double(passed.seconds) + Double(passed.attoseconds) * 1e-18,
            allocations: UInt(allocation_count() - allocations))
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Anonymous memory of the process in megabytes: everything but mapped files.
    static var anonymousMegabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return (line?.split(separator: " ").compactMap { Double($0) }.first ?? 0) / 1_000
    }

    /// The highest resident memory so far in megabytes, mapped files included.
    static var peakMegabytes: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1_000
    }
}

/// One row of the comparison.
struct BenchmarkResult: Encodable {
    let workload: String
    let engine = "SIGMA"
    let version = "0.1.0"
    let variant: String
    let n: Int
    let unit: String
    let cpuSeconds: Double
    let wallSeconds: Double
    let rate: Double
    let peakMegabytes: Double
    let anonymousMegabytes: Double
    let allocations: UInt
    let fills: Int
    let finalEquity: String?

    private enum CodingKeys: String, CodingKey {
        case workload, engine, version, variant, n, unit, fills, allocations
        case cpuSeconds = "cpu_s"
        case wallSeconds = "wall_s"
        case rate = "rate_cpu"
        case peakMegabytes = "rss_peak_mb"
        case anonymousMegabytes = "anonymous_mb"
        case finalEquity = "final_equity"
    }

    init(
        _ workload: String, _ variant: String, n: Int, unit: String, _ measurement: Measurement, fills: Int = 0,
        finalEquity: String? = nil
    ) {
        self.workload = workload
        self.variant = variant
        self.n = n
        self.unit = unit
        cpuSeconds = measurement.cpuSeconds
        wallSeconds = measurement.wallSeconds
        rate = Double(n) / measurement.cpuSeconds
        peakMegabytes = Measurement.peakMegabytes
        anonymousMegabytes = Measurement.anonymousMegabytes
        allocations = measurement.allocations
        self.fills = fills
        self.finalEquity = finalEquity
    }

    /// Prints the row.
    func emit() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print("RESULT " + String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}
