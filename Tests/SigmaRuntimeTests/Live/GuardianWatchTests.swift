import SigmaModel
import SigmaRuntime
import Testing

@Suite("A guardian's patience")
struct GuardianWatchTests {
    private static let start = Timestamp(milliseconds: 1_700_000_000_000)

    private static func at(_ seconds: Int64) -> Timestamp { start + TimeSpan(seconds: seconds) }

    struct Case: Sendable, CustomStringConvertible {
        let name: String
        let looks: [(GuardianWatch.Look, Int64)]
        /// The second at which it steps in; nil for never.
        let stepsIn: Int64?

        var description: String { name }
    }

    static let cases = [
        Case(name: "a session that answers", looks: (0..<60).map { (.answers(beat: at($0)), $0) }, stepsIn: nil),
        Case(name: "a session that never was", looks: (0..<60).map { (.absent, $0) }, stepsIn: nil),
        Case(name: "a process that was killed before", looks: (0..<60).map { (.silent, $0) }, stepsIn: 11),
        Case(
            name: "a process that is killed", looks: (0..<60).map { ($0 < 20 ? .answers(beat: at($0)) : .silent, $0) },
            stepsIn: 30),
        Case(
            name: "an engine that hangs in a process that answers",
            looks: (0..<60).map { (.answers(beat: at(min($0, 5))), $0) }, stepsIn: 16),
        Case(
            name: "a restart within the patience",
            looks: (0..<60).map { ((10..<18).contains($0) ? .silent : .answers(beat: at($0)), $0) }, stepsIn: nil),
        Case(
            name: "an orderly end", looks: (0..<60).map { ($0 < 20 ? .answers(beat: at($0)) : .absent, $0) },
            stepsIn: nil),
        Case(
            name: "a clock of the session that is ahead",
            looks: (0..<60).map { ($0 < 5 ? .answers(beat: at(1_000)) : .silent, $0) }, stepsIn: 15),
    ]

    @Test("steps in after the patience, and never before", arguments: cases)
    func decides(_ example: Case) {
        var watch = GuardianWatch(patience: TimeSpan(seconds: 10))
        var first: Int64?
        for (look, second) in example.looks {
            if watch.decide(look, at: Self.at(second)) == .stepIn, first == nil { first = second }
        }
        #expect(first == example.stepsIn)
    }
}
