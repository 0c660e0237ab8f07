internal import Foundation

/// Whether the data directory can be used, by its owner alone.
struct DataDirectoryCheck: SystemCheck {
    let name = "data directory"
    let path: String

    func look() -> DoctorFinding {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            let parent = NearestDirectory.of(path)
            return access(parent, W_OK | X_OK) == 0
                ? .ok("\(path) will be created")
                : .failure("\(path) cannot be created in \(parent)", mend: "create it, or set data-directory")
        }
        guard isDirectory.boolValue else {
            return .failure("\(path) is no directory", mend: "move it away, or set data-directory")
        }
        let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
        let owner = (attributes[.ownerAccountID] as? NSNumber)?.uint32Value
        guard owner == geteuid() else {
            return .failure(
                "\(path) belongs to user \(owner.map(String.init) ?? "unknown"), not to \(geteuid())",
                mend: "run as its owner, or run chown")
        }
        let probe = "\(path)/.doctor-\(getpid())"
        guard FileManager.default.createFile(atPath: probe, contents: Data([0])) else {
            return .failure(
                "\(path) cannot be written", mend: "run chmod u+rwx \(path), and see that it is not read-only")
        }
        try? FileManager.default.removeItem(atPath: probe)
        guard let mode = FileMode.bits(path), mode & 0o007 == 0 else {
            return .warning("\(path) is open to every user of this machine", mend: "run chmod 700 \(path)")
        }
        return .ok("\(path) is writable")
    }
}

/// Whether there is room for journals.
struct DiskSpaceCheck: SystemCheck {
    let name = "disk space"
    let path: String
    /// Below this many bytes it warns.
    static let least: Int64 = 5 << 30

    func look() -> DoctorFinding {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: NearestDirectory.of(path))
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value,
            let total = (attributes?[.systemSize] as? NSNumber)?.int64Value, total > 0
        else { return .warning("cannot be found out for \(path)", mend: "look with df") }
        return DiskSpaceCheck.finding(free: free, total: total)
    }

    /// Fails below 100 MiB, warns below 5 GiB or a tenth.
    static func finding(free: Int64, total: Int64) -> DoctorFinding {
        let share = Int(Double(free) / Double(total) * 100)
        let detail = "\(free >> 20) MiB free (\(share) %)"
        let mend = "free some space, or move data-directory to a larger disk"
        if free < 100 << 20 { return .failure(detail, mend: mend) }
        return free < least || share < 10 ? .warning(detail, mend: mend) : .ok(detail)
    }
}

/// The directory in which a path lies or would lie.
enum NearestDirectory {
    /// The path, or its nearest ancestor that exists.
    static func of(_ path: String) -> String {
        var url = URL(fileURLWithPath: path)
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
        return url.path
    }
}
