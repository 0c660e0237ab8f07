import SigmaModel
import SigmaRuntime
import Testing

@Suite("Cron")
struct CronTests {
    private func next(_ text: String, after time: String, in zone: String = "UTC") throws -> String? {
        try CronExpression(text, zone: CronZone(zone)).next(after: Timestamp(time))?.description
    }

    @Test(
        "due times in UTC",
        arguments: [
            ("* * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"),
            ("* * * * *", "2026-01-01T00:00:59.999999999Z", "2026-01-01T00:01:00Z"),
            ("0 0 * * *", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
            ("0 0 31 * *", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z"),
            ("0 12 29 2 *", "2096-02-29T12:00:00Z", "2104-02-29T12:00:00Z"),
            ("0 0 29 2 */7", "2024-02-29T00:00:00Z", "2032-02-29T00:00:00Z"),
            ("30 9 * * MON-FRI", "2026-11-20T09:30:00Z", "2026-11-23T09:30:00Z"),
            ("0 0 13 * 5", "2026-11-01T00:00:00Z", "2026-11-06T00:00:00Z"),
            ("0 0 13 * 5", "2026-11-12T00:00:00Z", "2026-11-13T00:00:00Z"),
            ("0 0 * * 7", "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"),
            ("0 0 * * 5-7", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"),
            ("50/5 * * * *", "2026-01-01T00:50:00Z", "2026-01-01T00:55:00Z"),
            ("1,7-9 3 * jan,JUN *", "2026-01-31T03:09:00Z", "2026-06-01T03:01:00Z"),
            ("*/45 * * * *", "2026-01-01T00:45:00Z", "2026-01-01T01:00:00Z"),
            ("@hourly", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"),
            ("@Weekly", "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"),
            ("@monthly", "2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z"),
            ("@yearly", "2026-11-20T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("0 0 1 1 *", "1969-06-01T00:00:00Z", nil),
        ])
    func utc(text: String, after: String, expected: String?) throws {
        guard let expected else {
            #expect(try CronExpression(text).next(after: Timestamp(seconds: -1_000_000)) == .epoch)
            return
        }
        #expect(try next(text, after: after) == expected)
    }

    @Test("Korea is nine hours ahead all year")
    func seoul() throws {
        #expect(try next("0 9 * * *", after: "2026-07-01T00:00:00Z", in: "Asia/Seoul") == "2026-07-02T00:00:00Z")
        #expect(try next("0 8 1 * *", after: "2026-07-01T00:00:00Z", in: "Asia/Seoul") == "2026-07-31T23:00:00Z")
    }

    @Test(
        "where clocks are set, fixed times run once and the rest follows the clock's face",
        arguments: [
            // Berlin skips 02:00–03:00 on 2026-03-29 and repeats it on 2026-10-25.
            ("30 2 * * *", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"),
            ("30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
            ("0,30 2,3 * * *", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"),
            ("0,30 2,3 * * *", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"),
            ("30 * * * *", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
            ("*/20 2 * * *", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"),
            ("30 2 * * *", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"),
            ("30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
            ("30 2 * * *", "2026-10-25T01:10:00Z", "2026-10-26T01:30:00Z"),
            ("15,45 2,3 * * *", "2026-10-25T00:45:00Z", "2026-10-25T02:15:00Z"),
            ("30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            ("*/20 2 * * *", "2026-10-25T00:40:00Z", "2026-10-25T01:00:00Z"),
        ])
    func settings(text: String, after: String, expected: String) throws {
        #expect(try next(text, after: after, in: "Europe/Berlin") == expected)
    }

    @Test("a clock that is set by half an hour")
    func halfHour() throws {
        // Lord Howe repeats 01:30–02:00 on 2023-04-02 and skips 02:00–02:30 on 2023-10-01.
        let zone = "Australia/Lord_Howe"
        #expect(try next("* 5 * * *", after: "2023-04-01T16:00:00Z", in: zone) == "2023-04-01T18:30:00Z")
        #expect(try next("45 1 * * *", after: "2023-04-01T00:00:00Z", in: zone) == "2023-04-01T14:45:00Z")
        #expect(try next("45 1 * * *", after: "2023-04-01T14:45:00Z", in: zone) == "2023-04-02T15:15:00Z")
        #expect(try next("15 2 * * *", after: "2023-09-30T12:00:00Z", in: zone) == "2023-09-30T15:30:00Z")
    }

    @Test(
        "a text that is no schedule is refused, naming the field and the mend",
        arguments: [
            ("", CronError.fieldCount(0), "five fields"), ("* * * *", .fieldCount(4), "0 9 * * *"),
            ("* * * * * *", .fieldCount(6), "five fields"), ("@reboot", .unknownAlias("@reboot"), "known are"),
            ("@dayly", .unknownAlias("@dayly"), "did you mean @daily?"),
            ("60 * * * *", .outOfRange(.minute, "60"), "0 … 59"), ("* 24 * * *", .outOfRange(.hour, "24"), "0 … 23"),
            ("* * 0 * *", .outOfRange(.dayOfMonth, "0"), "1 … 31"),
            ("* * * 13 *", .outOfRange(.month, "13"), "JAN"), ("* * * * 8", .outOfRange(.dayOfWeek, "8"), "SUN"),
            ("* * * * FRY", .outOfRange(.dayOfWeek, "FRY"), "FRI"), ("x * * * *", .malformed(.minute, "x"), "*/10"),
            ("1, * * * *", .malformed(.minute, ""), "minute"), ("*/0 * * * *", .malformed(.minute, "*/0"), "*/10"),
            ("1/2/3 * * * *", .malformed(.minute, "1/2/3"), "minute"),
            ("1-2-3 * * * *", .malformed(.minute, "1-2-3"), "minute"),
            ("-1 * * * *", .malformed(.minute, ""), "minute"),
            ("99999 * * * *", .malformed(.minute, "99999"), "minute"),
            ("* * L * *", .malformed(.dayOfMonth, "L"), "day"),
            ("* * * * FRI-MON", .backwards(.dayOfWeek, "FRI-MON"), "two ranges"),
            ("0 0 31 2 *", .impossibleDate(days: "31", months: "2"), "day that exists"),
            ("0 0 31 4,6,9,11 *", .impossibleDate(days: "31", months: "4,6,9,11"), "day that exists"),
            ("0 0 30-31 FEB */2", .impossibleDate(days: "30-31", months: "FEB"), "day that exists"),
        ])
    func refusals(text: String, error: CronError, says: String) {
        #expect(throws: error) { try CronExpression(text) }
        #expect(error.description.contains(says))
    }

    @Test("a day that no month has is due on the weekday, where one is named")
    func eitherDay() throws {
        #expect(try next("0 0 31 2 1", after: "2026-02-01T00:00:00Z") == "2026-02-02T00:00:00Z")
    }

    @Test("unknown zones are refused with the nearest name")
    func zones() {
        #expect(throws: CronError.unknownZone("Europe/Berln")) { try CronZone("Europe/Berln") }
        #expect(CronError.unknownZone("Europe/Berln").description.contains("Europe/Berlin"))
    }

    @Test("nothing is due after the last year that an instant can hold")
    func end() throws {
        for text in ["* * * * *", "0 0 29 2 *", "0 0 1 1 *"] {
            #expect(try CronExpression(text).next(after: .never) == nil)
            #expect(try CronExpression(text, zone: CronZone("America/New_York")).next(after: .never) == nil)
        }
        #expect(try next("0 0 29 2 *", after: "2257-01-01T00:00:00Z") == "2260-02-29T00:00:00Z")
        #expect(try next("0 0 29 2 *", after: "2260-03-01T00:00:00Z") == nil)
    }

    @Test("due times rise, match their own fields, and leave none out between", arguments: 0..<30 as Range<UInt64>)
    func stepping(seed: UInt64) throws {
        var random = RandomSchedule(seed: seed)
        let text = random.expression()
        guard let expression = try? CronExpression(text) else { return }
        var time = random.time()
        for _ in 0..<20 {
            guard let due = expression.next(after: time) else { break }
            #expect(due > time && due.nanoseconds % 60_000_000_000 == 0, "\(text) after \(time)")
            // Asked just before it, at half way and at the start, the answer is the same.
            #expect(expression.next(after: due - TimeSpan(nanoseconds: 1)) == due)
            #expect(expression.next(after: time + TimeSpan(nanoseconds: (due - time).nanoseconds / 2)) == due)
            time = due
        }
    }
}
