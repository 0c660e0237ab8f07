import Foundation
import SigmaModel
import TestKit
import Testing

@testable import SigmaLearning

/// Journals read by Optuna 5.0.0 itself, and its pruners and importances over them.
///
/// Skipped without `SIGMA_PYTHON`.
@Suite(
    "Journals read by Optuna",
    .enabled(if: OracleScript.isPossible, "needs SIGMA_PYTHON, which make test sets"))
struct OptunaJournalTests {
    struct Question: Encodable {
        var path: String
        var trial: Int
    }

    struct Answer: Decodable {
        struct Row: Decodable {
            let state: String
            let value: Double?
            let params: [String: String]
            let distributions: [String: String]
            let reports: [[Double?]]
            let start: String?
        }

        let name: String
        let direction: String
        let best: Int
        let attributes: [String: String]
        let trials: [Row]
    }

    /// Writes the journal of each study, asks, and removes them.
    private static func ask<A: Decodable>(_ studies: [Study], _ mode: String, trials: [Int] = []) throws -> A {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let journal = OptunaJournal(worker: "sigma")
        var questions: [Question] = []
        for (index, study) in studies.enumerated() {
            let file = folder.appending(path: "\(index).log")
            var lines = journal.lines(study, name: name, at: Timestamp(nanoseconds: 1_790_000_000_000_001_000))
            lines.append(journal.attribute("market", "KRW-BTC"))
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
            questions.append(Question(path: file.path, trial: trials.isEmpty ? 0 : trials[index]))
        }
        return try OracleScript("optimisation.py", mode).ask(questions)
    }

    private static let name = "vmsi \"KRW-BTC\" 1시간"

    private static func study(_ direction: Study.Direction, seed: UInt64, trials: Int) throws -> Study {
        let space = try SearchSpaceTests.mixed()
        var study = Study(space, direction, sampler: .random, seed: seed)
        var generator = SplitMix64(seed: seed)
        for number in 0..<trials {
            let values = study.ask().values
            let level = values[0].magnitude + (values[5] == 1 ? 0 : 4)
            for step in 0..<5 {
                try study.report(number, step: step, value: level + 10 * Double(step) + generator.normal())
            }
            switch number % 10 {
            case 3: try study.prune(number)
            case 7: try study.fail(number)
            case 9 where number == trials - 1: break
            default: try study.complete(number, value: level)
            }
        }
        return study
    }

    @Test("states, values, reports and distributions")
    func journals() throws {
        let studies = try [Study.Direction.minimize, .maximize].map { try Self.study($0, seed: 11, trials: 40) }
        let answers: [Answer] = try Self.ask(studies, "journal")
        for (study, answer) in zip(studies, answers) { Self.check(study, answer) }
        #expect(answers.count == 2)
    }

    private static func check(_ study: Study, _ answer: Answer) {
        #expect(answer.name == name && answer.attributes == ["market": "KRW-BTC"])
        #expect(answer.direction == (study.direction == .minimize ? "MINIMIZE" : "MAXIMIZE"))
        #expect(answer.best == study.best?.number)
        #expect(answer.trials.count == 40)
        for (trial, row) in zip(study.trials, answer.trials) {
            switch trial.state {
            case .running: #expect(row.state == "RUNNING")
            case .complete(let value): #expect(row.state == "COMPLETE" && row.value == value)
            case .pruned: #expect(row.state == "PRUNED" && row.value == trial.reports.last?.value)
            case .failed: #expect(row.state == "FAIL" && row.value == nil)
            }
            #expect(row.reports.map { $0[1] } == trial.reports.map(\.value))
            #expect(row.params["real"].flatMap { Double($0) } == trial.values[0])
            #expect(row.params["whole"] == "\(Int(trial.values[3]))")
            #expect(row.params["choice"] == ["a", "b", "c"][Int(trial.values[5])])
            #expect(row.start == "2026-09-21T14:13:20.000001+00:00" || row.start?.hasPrefix("2026-09-21T") == true)
        }
        let forms = answer.trials[0].distributions
        #expect(forms["stepped"]?.contains("step=0.05") == true)
        #expect(forms["whole"]?.contains("step=2") == true && forms["decades"]?.contains("log=True") == true)
        #expect(forms["choice"] == "CategoricalDistribution(choices=('a', 'b', 'c'))")
    }

    @Test("both pruners decide as Optuna's")
    func pruners() throws {
        var studies: [Study] = []
        for seed in 0..<20 as Range<UInt64> {
            var study = try Self.study(seed % 2 == 0 ? .minimize : .maximize, seed: seed, trials: 20)
            var generator = SplitMix64(seed: seed + 100)
            let number = study.ask().number
            for step in 0..<(1 + Int(seed % 5)) {
                try study.report(number, step: step, value: 3 + 10 * Double(step) + 3 * generator.normal())
            }
            studies.append(study)
        }
        let theirs: [[Bool]] = try Self.ask(studies, "prune", trials: studies.map { _ in 20 })
        for (seed, (study, answer)) in zip(studies, theirs).enumerated() {
            #expect(Pruner.percentile(PercentilePruner()).shouldPrune(20, in: study) == answer[0], "seed \(seed)")
            #expect(Pruner.signedRank(SignedRankPruner()).shouldPrune(20, in: study) == answer[1], "seed \(seed)")
        }
        #expect(Set(theirs.map { $0[0] }).count == 2 && Set(theirs.map { $0[1] }).count == 2)
    }

    @Test("importances rank as Optuna's")
    func importances() throws {
        let studies = try (0..<3 as Range<UInt64>).map { seed in
            var study = Study(try Objective.plateau.space(), .minimize, sampler: .random, seed: seed)
            for number in 0..<600 {
                let values = study.ask().values
                let distance = (values[0] - 60).magnitude / 4
                try study.complete(number, value: distance + 12 * values[7] + (values[11] == 3 ? 0 : 2))
            }
            return study
        }
        let answers: [[String: Double]] = try Self.ask(studies, "importance")
        for (seed, (study, theirs)) in zip(studies, answers).enumerated() {
            let own = ParameterImportance.all(of: study)
            for entry in own { #expect(abs(entry.share - (theirs[entry.name] ?? -1)) < 0.06, "\(entry), seed \(seed)") }
            let top = Set(own.sorted { $0.share > $1.share }.prefix(3).map(\.name))
            #expect(top == ["rsi_buy_th", "beta", "hysteresis_len"], "seed \(seed)")
            #expect(top == Set(theirs.sorted { $0.value > $1.value }.prefix(3).map(\.key)), "seed \(seed)")
        }
    }
}
