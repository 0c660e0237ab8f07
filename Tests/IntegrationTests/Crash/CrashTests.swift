import Foundation
import TestServers
import Testing

/// Sessions that are killed at any instant come to the very end that they would have come to.
@Suite("Crashes", .blocking)
struct CrashTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// `SIGMA_CRASH_SEED=17` runs one seed, `SIGMA_CRASH_SEEDS=500` so many.
    private static let seeds: [UInt64] = {
        if let seed = environment["SIGMA_CRASH_SEED"].flatMap(UInt64.init) { return [seed] }
        return Array(1...(environment["SIGMA_CRASH_SEEDS"].flatMap(UInt64.init) ?? 12))
    }()

    /// The most events of a session: enough to be busy for as long as the program takes to start.
    private static var scale: Int { BuiltProgram.isOptimised ? 40_000 : 4_000 }

    @Test("a killed session comes to the end of one that was not", arguments: seeds)
    func crash(seed: UInt64) throws {
        let scene = CrashScene(seed: seed, scale: Self.scale)
        var score = Scoreboard.Score()
        var problems: [String] = []
        do {
            let folder = try ScratchFolder("crash-\(seed)", inMemory: scene.isInMemory)
            var run = try CrashRun(scene, in: folder)
            defer { (score, problems) = (run.score, run.problems) }
            try run.run()
        } catch {
            problems.append("\(error)")
        }
        if !problems.isEmpty {
            problems.append(
                "repeat it with: SIGMA_CRASH_SEED=\(seed) swift test --filter CrashTests\n\(scene.configuration)")
        }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n  "))")
        Scoreboard.shared.add(score, seed: seed, isMismatch: !problems.isEmpty, of: Self.seeds.count)
    }
}
