import SigmaModel

/// Where a session is to be killed next.
enum CrashPlan {
    /// So long after the process started.
    case after(Duration)
    /// So long after a file of a kind appeared for the nth time.
    case afterFile(FileKind, count: Int, Duration)

    /// The files whose appearance is worth a kill.
    enum FileKind: CaseIterable {
        case segment
        case snapshot
        /// The session's folder, manifest and first files.
        case session

        /// The kind of a name in a session's folder; nil for those of no interest.
        init?(_ name: String) {
            if name.contains(".journal") {
                self = .segment
            } else if name.contains(".snapshot") {
                self = .snapshot
            } else if name.contains("session.json") || name.contains(".dat") || name.contains(".lock") {
                self = .session
            } else {
                return nil
            }
        }
    }
}

/// How long an uninterrupted session takes, and what it writes meanwhile.
struct CrashReference {
    /// From the process's start to the first segment of its journal.
    var opening = Duration.zero
    /// From the process's start to its end.
    var total = Duration.zero
    /// How many files of each kind appeared.
    var files: [CrashPlan.FileKind: Int] = [:]
    /// How the session stood.
    var summary: SessionSummary

    /// Chooses the next kill of a session that has come so far.
    ///
    /// Two thirds fall anywhere in what is left, the start-up included; a third within two milliseconds of a new file.
    func nextKill(progress: Double, isNew: Bool, _ random: inout SplitMix64) -> CrashPlan {
        let left = 1 - min(1, max(0, progress))
        if random.chance(1, of: 3) {
            let kind = isNew ? random.choice(CrashPlan.FileKind.allCases) : random.choice([.segment, .snapshot])
            let expected = Int((Double(files[kind] ?? 1) * left).rounded(.up))
            let late = random.chance(1, of: 3) ? Duration.zero : .microseconds(random.number(in: 0...2_000))
            return .afterFile(kind, count: random.number(in: 1...max(1, expected)), late)
        }
        // A few in the start-up alone, where little time is spent and much can go wrong.
        let span = random.chance(1, of: 5) ? opening * 1.5 : opening + (total - opening) * left
        return .after(span * random.unit())
    }
}
