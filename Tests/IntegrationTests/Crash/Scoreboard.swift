import Synchronization

/// What all seeds together hit and found.
final class Scoreboard: Sendable {
    /// The one of this run.
    static let shared = Scoreboard()

    /// What is counted of one seed or of all.
    struct Score: Sendable {
        var kills = 0
        var creations = 0
        var recoveries = 0
        var snapshots = 0
        var segments = 0
        var endings = 0
        /// Bytes of frames that were found half written.
        var tornBytes = 0
        var tornEnds = 0
        var restarts = 0
        var fills: UInt64 = 0
        var recoveryTimes = RecoveryTimes()

        /// Counts a kill by what it hit.
        mutating func count(_ hit: CrashHit) {
            kills += 1
            if hit.contains(.creation) { creations += 1 }
            if hit.contains(.recovery) { recoveries += 1 }
            if hit.contains(.snapshot) { snapshots += 1 }
            if hit.contains(.segment) { segments += 1 }
            if hit.contains(.ending) { endings += 1 }
        }

        mutating func add(_ other: Score) {
            kills += other.kills
            creations += other.creations
            recoveries += other.recoveries
            snapshots += other.snapshots
            segments += other.segments
            endings += other.endings
            tornBytes += other.tornBytes
            tornEnds += other.tornEnds
            restarts += other.restarts
            fills += other.fills
            recoveryTimes.add(other.recoveryTimes)
        }
    }

    private struct Board {
        var score = Score()
        var seeds = 0
        var mismatches: [UInt64] = []
    }

    private let board = Mutex(Board())

    /// Adds a seed; prints everything when it was the last of so many.
    func add(_ score: Score, seed: UInt64, isMismatch: Bool, of total: Int) {
        let finished = board.withLock { board -> Board? in
            board.score.add(score)
            board.seeds += 1
            if isMismatch { board.mismatches.append(seed) }
            return board.seeds == total ? board : nil
        }
        if let finished { print(Self.text(finished)) }
    }

    private static func text(_ board: Board) -> String {
        let score = board.score
        return """
            CRASH TEST, \(BuiltProgram.isOptimised ? "release" : "debug") program
              seeds            \(board.seeds), with \(score.fills) fills
              kills            \(score.kills)
                creation       \(score.creations)
                recovery       \(score.recoveries)
                snapshot       \(score.snapshots)
                segment switch \(score.segments)
                end            \(score.endings)
              restarts         \(score.restarts)
              recovery time    \(score.recoveryTimes)
              torn ends cut    \(score.tornEnds), \(score.tornBytes) bytes
              mismatches       \(board.mismatches.count) \(board.mismatches.isEmpty ? "" : "\(board.mismatches.sorted())")
            """
    }
}
