import Foundation
import SigmaModel

/// One seed: a session that runs through, and the same session killed again and again until it comes to its end.
struct CrashRun {
    /// What was hit.
    private(set) var score = Scoreboard.Score()
    /// What is wrong, in words; empty for a session that crashes did not change.
    private(set) var problems: [String] = []
    private let scene: CrashScene
    private let reference: CrashReference
    private let uninterrupted: SessionUnderTest
    private let session: SessionUnderTest
    private var random: SplitMix64

    /// Runs a seed's session through once.
    init(_ scene: CrashScene, in folder: ScratchFolder) throws {
        self.scene = scene
        random = scene.random
        uninterrupted = try SessionUnderTest(scene, in: folder, name: "reference")
        session = try SessionUnderTest(scene, in: folder, name: "crashed")
        reference = try Self.observe(uninterrupted, events: scene.events)
    }

    private static func observe(_ session: SessionUnderTest, events: Int) throws -> CrashReference {
        let watch = try FileEvents(session.directory)
        let child = try session.start(events: events)
        var files: [CrashPlan.FileKind: Int] = [:]
        var opening: Duration?
        while true {
            let wake = child.wait(for: .seconds(120), watching: watch)
            for name in watch.take() {
                guard let kind = CrashPlan.FileKind(name) else { continue }
                files[kind, default: 0] += 1
                if kind == .segment, opening == nil { opening = .now - child.start }
            }
            guard wake == .event else { break }
        }
        let total = ContinuousClock.now - child.start
        return CrashReference(
            opening: opening ?? total, total: total, files: files, summary: try session.summary(of: child))
    }

    /// Kills the session a few times, lets it come to its end, and compares.
    mutating func run() throws {
        var follower = try JournalFollower(session.journal)
        let kills = random.number(in: 3...9)
        for _ in 0..<kills where follower.stops == 0 || follower.marketEvents < UInt64(scene.events) {
            try crash(&follower)
        }
        let summary = try session.complete(events: scene.events)
        score.recoveryTimes.add(.seconds(summary.recoverySeconds))
        score.fills = summary.fills
        try follower.follow()
        check(follower, summary)
        try compare(summary)
        // What follows the journal belongs here: what it leaves must be what the uninterrupted session left, each once.
        problems += try StoreComparison.differences(uninterrupted, session, records: summary.records)
    }

    /// Starts the session and kills it; counts what that hit.
    private mutating func crash(_ follower: inout JournalFollower) throws {
        let (records, starts, stops) = (follower.records, follower.starts, follower.stops)
        let plan = reference.nextKill(
            progress: Double(follower.marketEvents) / Double(scene.events), isNew: records == 0, &random)
        let (ending, kind) = try kill(by: plan)
        guard ending == .killed(by: SIGKILL) else {
            if ending != .exited(0) { problems.append("a restart ended as \(ending)") }
            return try follower.follow()
        }
        var hit: CrashHit = []
        if kind == .snapshot || session.hasHalfSnapshot { hit.insert(.snapshot) }
        if kind == .segment || session.hasFreshSegment { hit.insert(.segment) }
        let torn = try session.tornBytes
        if torn > 0 { score.tornEnds += 1 }
        score.tornBytes += torn
        try follower.follow()
        if follower.records == 0 { hit.insert(.creation) }
        if records > 0 && follower.starts == starts { hit.insert(.recovery) }
        if follower.stops > stops || follower.marketEvents == UInt64(scene.events) { hit.insert(.ending) }
        if follower.starts > starts + 1 { problems.append("one process started \(follower.starts - starts) times") }
        score.count(hit)
        if records > 0 { score.restarts += 1 }
    }

    /// Starts the session and kills it where the plan says, or finds that it was quicker.
    private func kill(by plan: CrashPlan) throws -> (ChildProcess.Ending, CrashPlan.FileKind?) {
        switch plan {
        case .after(let span):
            let child = try session.start(events: scene.events)
            _ = child.wait(for: span - (.now - child.start))
            return (child.crash(), nil)
        case .afterFile(let kind, let count, let late):
            let watch = try FileEvents(session.directory)
            let child = try session.start(events: scene.events)
            var seen = 0
            while child.wait(for: .seconds(120), watching: watch) == .event {
                seen += watch.take().count { CrashPlan.FileKind($0) == kind }
                guard seen >= count else { continue }
                _ = child.wait(for: late)
                return (child.crash(), kind)
            }
            return (child.crash(), nil)
        }
    }

    private mutating func check(_ follower: borrowing JournalFollower, _ summary: SessionSummary) {
        if follower.records != summary.records {
            problems.append("a follower saw \(follower.records) of \(summary.records) records")
        }
        if follower.starts != summary.run { problems.append("\(follower.starts) starts for run \(summary.run)") }
        if follower.marketEvents != UInt64(scene.events) {
            problems.append("\(follower.marketEvents) market events instead of \(scene.events)")
        }
    }

    private mutating func compare(_ summary: SessionSummary) throws {
        let expected = reference.summary
        if summary.outcome != expected.outcome {
            problems.append("the end is \(summary.outcome), uninterrupted \(expected.outcome)")
        }
        if let difference = try JournalComparison.difference(uninterrupted.journal, session.journal) {
            problems.append(difference)
        }
        let books = try SessionBooks(session.journal, deposited: Money(summary.deposited))
        problems += try books.differences(
            from: summary, strategies: scene.strategies, instruments: scene.instruments)
        let certificate = try session.verify()
        if certificate.parity != "green" { problems.append(certificate.divergence ?? "no parity") }
        let isSameEnd =
            certificate.effectHash == summary.effectHash && certificate.equity == summary.equity
            && certificate.starts == summary.run && certificate.orders == books.orders
            && certificate.fills == books.fills && certificate.marketEvents == summary.marketEvents
        if !isSameEnd { problems.append("the certificate is of another end: \(certificate)") }
        problems += try SessionFolderCheck.problems(session, records: summary.records)
    }
}

extension SessionSummary {
    /// What a crash must not change, to the last digit.
    var outcome: [String] {
        [
            effectHash, equity, cash, deposited, fees, tradingState, phase, "\(marketEvents) events",
            "\(orders) orders",
            "\(fills) fills", "\(denials) denied", "\(workingOrders) working",
        ] + positions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            + prices.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    }
}
