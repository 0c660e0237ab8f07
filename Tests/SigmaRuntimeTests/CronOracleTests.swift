import Foundation
import SigmaModel
import SigmaRuntime
import Testing

/// Against cronsim and croniter, two Python implementations that must agree with each other in UTC.
///
/// Skipped without `SIGMA_PYTHON`.
@Suite(
    "Cron against cronsim and croniter",
    .enabled(if: ProcessInfo.processInfo.environment["SIGMA_PYTHON"] != nil, "needs SIGMA_PYTHON, which make test sets")
)
struct CronOracleTests {
    struct Question {
        var text: String
        var zone: String
        var time: Timestamp
    }

    /// Zones whose clocks are set in different ways; not by half an hour, where cronsim errs.
    static let zones = [
        "UTC", "Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Africa/Casablanca",
    ]

    @Test("thousands of schedules are due when they say", arguments: zones)
    func agreement(zone: String) throws {
        var random = RandomSchedule(seed: UInt64(zone.utf8.count))
        let clock = try CronZone(zone)
        var questions: [Question] = []
        for _ in 0..<(zone == "UTC" ? 4_000 : 1_500) {
            // Rules of law after 2026 differ between editions of the time zone data.
            let time = random.time(years: zone == "UTC" ? 2016...2099 : 2016...2025)
            questions.append(Question(text: random.expression(), zone: zone, time: time))
        }
        if zone == "America/New_York" || zone == "Europe/Berlin" { questions += nearChanges(zone, &random) }
        let answers = try ask(questions)
        #expect(answers.count == questions.count)
        var due = 0
        for (question, answer) in zip(questions, answers) {
            guard let expected = Int64(answer) else {
                #expect(throws: CronError.self) { try CronExpression(question.text, zone: clock) }
                continue
            }
            due += 1
            let found = try CronExpression(question.text, zone: clock).next(after: question.time)
            #expect(found == Timestamp(seconds: expected), "\(question.text) in \(zone) after \(question.time)")
        }
        #expect(due > questions.count / 2)
    }

    /// Times and fixed hours around the days on which the clock was set in 2025.
    private func nearChanges(_ zone: String, _ random: inout RandomSchedule) -> [Question] {
        let days =
            zone == "Europe/Berlin" ? [(3, 30), (10, 26)] : [(3, 9), (11, 2)]
        return (0..<1_000).map { _ in
            let (month, day) = days[random.below(2)]
            let midnight = Timestamp(CivilDate(year: 2025, month: month, day: day))
            let time = midnight + TimeSpan(seconds: Int64(random.below(43_200)) - 21_600)
            let hours = ["\(random.below(4))", "\(random.below(3)),\(random.below(4))", "*", "*/2", "1-3"][
                random.below(5)]
            let minutes = ["\(random.below(60))", "0,30", "*/15", "*", "\(random.below(60)),59"][random.below(5)]
            return Question(text: "\(minutes) \(hours) * * *", zone: zone, time: time)
        }
    }

    private func ask(_ questions: [Question]) throws -> [Substring] {
        let scratch = try Scratch()
        let lines = questions.map { "\($0.zone)|\($0.time.nanoseconds / 1_000_000_000)|\($0.text)\n" }
        let input = URL(filePath: "\(scratch.path)/questions")
        try Data(lines.joined().utf8).write(to: input)
        let process = Process()
        process.executableURL = URL(filePath: ProcessInfo.processInfo.environment["SIGMA_PYTHON"] ?? "python3")
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Oracles/cron.py").path
        ]
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }
}
