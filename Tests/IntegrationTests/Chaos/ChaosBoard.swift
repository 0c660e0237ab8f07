import SigmaModel
import Synchronization

/// What all seeds of a venue together survived.
final class ChaosBoard: Sendable {
    /// The one of this run.
    static let shared = ChaosBoard()

    /// What is counted of one seed or of all.
    struct Score: Sendable {
        var kills = 0
        var stops = 0
        var mischiefs = 0
        /// Starts that were refused because the venue was not in order.
        var refusals = 0
        var halts = 0
        var orders = 0
        var fills = 0
        /// From the start of a process to the first time that everything was found in order.
        var recoveryTimes = RecoveryTimes()

        mutating func add(_ other: Score) {
            kills += other.kills
            stops += other.stops
            mischiefs += other.mischiefs
            refusals += other.refusals
            halts += other.halts
            orders += other.orders
            fills += other.fills
            recoveryTimes.add(other.recoveryTimes)
        }
    }

    private struct Board {
        var score = Score()
        var seeds = 0
        var mismatches: [UInt64] = []
    }

    private let boards = Mutex<[Venue: Board]>([:])

    /// Adds a seed; prints the venue's board when it was the last of so many.
    func add(_ score: Score, _ venue: Venue, seed: UInt64, isMismatch: Bool, of total: Int) {
        let finished = boards.withLock { boards -> Board? in
            var board = boards[venue] ?? Board()
            board.score.add(score)
            board.seeds += 1
            if isMismatch { board.mismatches.append(seed) }
            boards[venue] = board
            return board.seeds == total ? board : nil
        }
        if let finished { print(Self.text(finished, venue)) }
    }

    private static func text(_ board: Board, _ venue: Venue) -> String {
        let score = board.score
        return """
            CHAOS AT \(venue.rawValue.uppercased()), \(BuiltProgram.isOptimised ? "release" : "debug") program
              seeds            \(board.seeds), with \(score.orders) orders and \(score.fills) fills
              kills            \(score.kills), stops \(score.stops)
              venue mischief   \(score.mischiefs)
              refused starts   \(score.refusals)
              halted at end    \(score.halts)
              recovery time    \(score.recoveryTimes)
              mismatches       \(board.mismatches.count) \(board.mismatches.isEmpty ? "" : "\(board.mismatches.sorted())")
            """
    }
}
