internal import Foundation

/// The operating system's view of this process, under the names that Prometheus' client libraries share.
package enum ProcessMetrics {
    /// Adds the process' memory, CPU time, open files and start to a registry; each is read at every scrape.
    package static func register(in registry: PrometheusRegistry) {
        registry.observe("process_resident_memory_bytes", "Memory in RAM.") {
            field(1, of: "/proc/self/statm").map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) } ?? .nan
        }
        registry.observe("process_cpu_seconds_total", "CPU time, user and system.", .counter) {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        registry.observe("process_open_fds", "Open file descriptors.") {
            Double((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0)
        }
        let start = Date().timeIntervalSince1970
        registry.observe("process_start_time_seconds", "When the process started, since 1970.") { start }
    }

    private static func field(_ index: Int, of path: String) -> Double? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        return index < fields.count ? Double(fields[index]) : nil
    }
}
