import SigmaModel
import Testing

@testable import SigmaLearning

@Suite("Journal and importance")
struct ReportingTests {
    private static let time = Timestamp(nanoseconds: 1_700_000_000_123_456_789)

    @Test("journal lines by hand")
    func lines() throws {
        let space = try SearchSpace([.float("x\"y", 0...1, step: 0.5), .categorical("c", ["a", "b"])])
        var study = Study(space, .maximize, sampler: .random, seed: 1)
        _ = try study.ask(values: [0.5, 1])
        try study.report(0, step: 0, value: 1e-9)
        try study.complete(0, value: 2)
        let lines = OptunaJournal(worker: "w").lines(study, name: "s", at: Self.time)
        let time = "2023-11-14T22:13:20.123456+00:00"
        let head = #""worker_id": "w""#
        #expect(
            lines == [
                #"{"op_code": 0, \#(head), "study_name": "s", "directions": [2]}"#,
                #"{"op_code": 4, \#(head), "study_id": 0, "datetime_start": "\#(time)"}"#,
                #"{"op_code": 5, \#(head), "trial_id": 0, "param_name": "x\"y", "param_value_internal": 0.5, "#
                    + #""distribution": "{\"name\": \"FloatDistribution\", \"attributes\": "#
                    + #"{\"step\": 0.5, \"low\": 0.0, \"high\": 1.0, \"log\": false}}"}"#,
                #"{"op_code": 5, \#(head), "trial_id": 0, "param_name": "c", "param_value_internal": 1.0, "#
                    + #""distribution": "{\"name\": \"CategoricalDistribution\", \"attributes\": "#
                    + #"{\"choices\": [\"a\", \"b\"]}}"}"#,
                #"{"op_code": 7, \#(head), "trial_id": 0, "step": 0, "intermediate_value": 1e-09}"#,
                #"{"op_code": 6, \#(head), "trial_id": 0, "state": 1, "values": [2.0], "datetime_complete": "\#(time)"}"#,
            ])
    }

    @Test("numbers and texts that JSON finds hard")
    func texts() {
        #expect(JSONText("a\n\u{1}\\\"가").description == #""a\u000a\u0001\\\"가""#)
        #expect(
            [.nan, .infinity, -.infinity, .leastNonzeroMagnitude, 1e300, -0.1].map(JSONText.number)
                == ["NaN", "Infinity", "-Infinity", "5e-324", "1e+300", "-0.1"])
    }

    @Test("what matters is found, what does not is not", arguments: 0..<5 as Range<UInt64>)
    func importance(seed: UInt64) throws {
        let space = try SearchSpace([
            .float("strong", 0...1), .float("weak", 0...1), .float("dead", 0...1), .integer("bars", 2...5),
            .categorical("side", ["a", "b", "c"]),
        ])
        var study = Study(space, .maximize, sampler: .random, seed: seed)
        for number in 0..<1_000 {
            let values = study.ask().values
            try study.complete(number, value: -(values[0] - 0.3).magnitude * 10 - values[1] - (values[4] == 1 ? 0 : 3))
        }
        let shares = ParameterImportance.all(of: study)
        let byName = Dictionary(uniqueKeysWithValues: shares.map { ($0.name, $0.share) })
        #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
        #expect((byName["strong"] ?? 0) > 0.3 && (byName["side"] ?? 0) > 0.3, "\(byName), seed \(seed)")
        #expect((byName["dead"] ?? 1) < 0.08 && (byName["bars"] ?? 1) < 0.08, "\(byName), seed \(seed)")
    }

    @Test("without two complete trials nothing is important")
    func nothing() throws {
        let study = Study(try SearchSpace([.float("x", 0...1)]), .minimize, seed: 1)
        #expect(ParameterImportance.all(of: study) == [ParameterImportance(name: "x", share: 0)])
    }
}
