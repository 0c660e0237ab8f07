internal import CTimex
internal import Foundation

/// Whether the system's clock follows the world's.
struct ClockCheck: SystemCheck {
    let name = "clock"

    func look() -> DoctorFinding {
        var state = timex()
        let result = ntp_adjtime(&state)
        return ClockCheck.finding(
            isSynchronised: result != TIME_ERROR && result >= 0, estimate: Int(state.esterror),
            bound: Int(state.maxerror))
    }

    /// What the kernel's clock discipline says; errors in microseconds, of which the bound grows while nobody sets it.
    static func finding(isSynchronised: Bool, estimate: Int, bound: Int) -> DoctorFinding {
        let mend = "install chrony or enable systemd-timesyncd; venues refuse requests of a wrong time"
        guard isSynchronised else { return .warning("nobody synchronises it", mend: mend) }
        let error = max(estimate, 0) / 1_000
        if error > 500 || bound / 1_000 > 500 {
            return .warning("may be off by \(max(error, bound / 1_000)) ms", mend: mend)
        }
        return .ok("synchronised, estimated error \(error) ms, bound \(bound / 1_000) ms")
    }
}

/// Whether enough files and sockets can be open at once.
struct OpenFileCheck: SystemCheck {
    let name = "open files"
    private static let least: UInt64 = 1_024

    func look() -> DoctorFinding {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return .warning("the limit cannot be found out", mend: "look with ulimit -n")
        }
        let detail = "limit \(limit.rlim_cur)"
        return limit.rlim_cur < OpenFileCheck.least
            ? .warning(detail, mend: "run ulimit -n 4096, or set LimitNOFILE in the service") : .ok(detail)
    }
}

/// Whether there is memory left.
struct MemoryCheck: SystemCheck {
    let name = "memory"

    func look() -> DoctorFinding {
        let text = FileManager.default.contents(atPath: "/proc/meminfo").map { String(decoding: $0, as: UTF8.self) }
        let line = text?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            return .warning("cannot be found out", mend: "look with free -m")
        }
        return MemoryCheck.finding(mebibytes: kibibytes >> 10)
    }

    /// Fails below 128 MiB, warns below 1 GiB.
    static func finding(mebibytes: Int) -> DoctorFinding {
        let detail = "\(mebibytes) MiB available"
        if mebibytes < 128 { return .failure(detail, mend: "stop other programs, or take a larger machine") }
        return mebibytes < 1_024 ? .warning(detail, mend: "stop other programs, or add swap") : .ok(detail)
    }
}

/// Whether the time zones that schedules and reports use are installed.
struct TimeZoneCheck: SystemCheck {
    let name = "time zones"

    func look() -> DoctorFinding {
        guard let zone = TimeZone(identifier: "Asia/Seoul"),
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: 0)) == 32_400
        else { return .failure("Asia/Seoul is not known", mend: "install the package tzdata") }
        return .ok("Asia/Seoul is UTC+9")
    }
}
