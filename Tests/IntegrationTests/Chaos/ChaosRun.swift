import Foundation
import SigmaEmulator
import SigmaJournal
import SigmaModel
import SigmaRuntime
import SigmaServing
import TestServers
import TestVenues

/// One seed: a live session at an emulated venue while things go wrong, and whether their books agree at the end.
struct ChaosRun {
    /// What was survived.
    private(set) var score = ChaosBoard.Score()
    /// What is wrong, in words.
    private(set) var problems: [String] = []
    /// Shared: what makes and keeps certificates holds descriptors until the tests end.
    private static let certificates = Result { try TestCertificates() }
    private let scene: ChaosScene
    private let emulator: Emulator
    private var random: SplitMix64

    init(_ scene: ChaosScene) throws {
        self.scene = scene
        random = scene.random
        emulator = try Emulator(scene.emulator, clock: SystemClock())
    }

    /// Trades for a while in chaos, comes to rest, and compares.
    mutating func run(in folder: ScratchFolder) async throws {
        let certificates = try Self.certificates.get()
        let tls = ServingTLS(certificates: certificates.certificate.path, key: certificates.key.path)
        var run = self
        defer { self = run }
        try await ServedEmulator.run(emulator, tls: tls) { port in
            let text = try run.scene.text(folder: folder, port: port, trust: certificates.authority.path)
            let process = try LiveProcess(text, in: folder)
            try await process.reconciled(1, within: .seconds(120))
            try await run.chaos(process)
            try await run.recover(process)
            try await run.rest(process)
            try run.compare(process, folder)
        }
    }

    private mutating func chaos(_ process: LiveProcess) async throws {
        for _ in 0..<random.number(in: 6...14) {
            try await pass(random.number(in: 50...900))
            switch Mischief.next(&random) {
            case .kill: try await end(process, by: SIGKILL)
            case .stop: try await end(process, by: SIGTERM)
            case .venue(let mischief):
                score.mischiefs += 1
                mischief.happen(to: emulator, scene.venue, scene.symbol)
                try await pass(random.number(in: 100...700))
                VenueMischief.end(at: emulator, scene.venue, scene.symbol)
            }
        }
    }

    /// Lets the session trade for a while: when things go wrong is what is tried here.
    private func pass(_ milliseconds: Int) async throws {
        let clock = SystemClock()
        try await clock.sleep(until: clock.now + TimeSpan(milliseconds: Int64(milliseconds)))
    }

    /// Ends the process and starts the next one.
    private mutating func end(_ process: LiveProcess, by signal: Int32) async throws {
        let isUp = await process.status() != nil
        process.child.signal(signal)
        let ending = try await process.ended(within: .seconds(60))
        if signal == SIGKILL { score.kills += 1 } else { score.stops += 1 }
        switch ending {
        case .killed(by: SIGKILL), .exited(0): break
        // While a process is still starting, any signal ends it at once.
        case .killed(by: SIGTERM) where !isUp: break
        // A start in the middle of an outage is refused, as it should be.
        case .exited(69), .exited(78): score.refusals += 1
        case .exited(1) where process.child.errors.contains("the session does not start"): score.refusals += 1
        default: problems.append("the session ended as \(ending): \(process.child.errors)")
        }
        try process.restart()
    }

    /// Chaos ends; the process is killed for the last time, and must soon have everything in order again.
    private mutating func recover(_ process: LiveProcess) async throws {
        emulator.clearFaults()
        VenueMischief.end(at: emulator, scene.venue, scene.symbol)
        // A venue that is just restarting keeps nobody waiting for long.
        try await pass(1_500)
        try await end(process, by: SIGKILL)
        let start = ContinuousClock.now
        try await process.reconciled(1, within: .seconds(60))
        score.recoveryTimes.add(ContinuousClock.now - start)
        try await pass(700)
    }

    /// Lets the market stand still, and the session find everything in order.
    private mutating func rest(_ process: LiveProcess) async throws {
        emulator.setSpeed(0)
        let count = await process.status()?.account?.reconciliations ?? 0
        try await process.reconciled(count + 2, within: .seconds(60))
        if let status = await process.status(), status.tradingState != "active" {
            score.halts += 1
        }
        process.child.signal(SIGTERM)
        let ending = try await process.ended(within: .seconds(60))
        if ending != .exited(0) { problems.append("the last process ended as \(ending): \(process.child.errors)") }
    }

    private mutating func compare(_ process: LiveProcess, _ folder: ScratchFolder) throws {
        let manifest = try process.manifest()
        guard let truth = emulator.truth(of: ChaosScene.account, at: scene.venue) else {
            return problems.append("the venue has no account")
        }
        let books = try LiveBooks("\(process.directory)/journal")
        let opening = try (manifest.opening?.balances ?? [:]).mapValues { try DecimalText.parse($0) }
        problems += books.differences(
            from: truth, names: ClientOrderID(manifest.sessionID),
            scene.instrument, opening: opening)
        if manifest.instruments.contains(where: { $0.laterRules != nil }) {
            problems.append("a restart found other rules, and the venue has not changed them")
        }
        score.orders += truth.orders.count
        score.fills += truth.fills.count
        let replay = try ChildProcess(
            BuiltProgram.path, ["replay", "--verify", process.directory, "--json"], output: folder.path)
        let ending = try replay.end()
        if ending != .exited(0) { problems.append("the certificate is not green: \(replay.output)\(replay.errors)") }
        problems += try SecretSearch.findings(of: [ChaosScene.secret], in: folder.file("data"))
    }
}
