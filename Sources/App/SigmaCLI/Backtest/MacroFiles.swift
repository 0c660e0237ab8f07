internal import Foundation
internal import SigmaModel

/// Reads daily macro series; a day's value becomes known at the next midnight UTC.
enum MacroFiles {
    /// The readings of `name=FILE` options in order of time.
    static func read(_ options: [String]) throws -> [MacroReading] {
        var series: [String: [(day: Timestamp, value: Double)]] = [:]
        for option in options {
            let (name, path) = try OptionText.assignment("--macro", option)
            guard ["vix", "dxy", "us10y", "hyg", "ief"].contains(name) else {
                throw CommandFailure(.usage, OptionText.choice("--macro", name, ["vix", "dxy", "us10y", "hyg", "ief"]))
            }
            series[name] = try rows(path)
        }
        var readings: [MacroReading] = []
        for (name, kind) in [("vix", MacroReading.Series.vix), ("dxy", .dxy), ("us10y", .us10y)] {
            readings += (series[name] ?? []).map { MacroReading(series: kind, time: $0.day + .day, value: $0.value) }
        }
        readings += try ratio(series["hyg"], series["ief"])
        return readings.sorted { ($0.time, $0.series.rawValue) < ($1.time, $1.series.rawValue) }
    }

    private static func ratio(
        _ high: [(day: Timestamp, value: Double)]?, _ treasury: [(day: Timestamp, value: Double)]?
    ) throws -> [MacroReading] {
        guard high != nil || treasury != nil else { return [] }
        guard let high, let treasury else {
            throw CommandFailure(.usage, "--macro hyg and --macro ief go together; give both files")
        }
        var readings: [MacroReading] = []
        var index = 0
        for row in high {
            while index < treasury.count && treasury[index].day < row.day { index += 1 }
            guard index < treasury.count, treasury[index].day == row.day else { continue }
            readings.append(
                MacroReading(series: .hygIef, time: row.day + .day, value: row.value / treasury[index].value))
        }
        return readings
    }

    /// The dated values of a CSV file: the first column is the date, the value the column `close`, else the second.
    private static func rows(_ path: String) throws -> [(day: Timestamp, value: Double)] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure(.noInput, "\(path): cannot be read; check the path and its permissions")
        }
        var rows: [(day: Timestamp, value: Double)] = []
        var column = 1
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            if number == 0 {
                column = fields.firstIndex { $0.lowercased() == "close" } ?? 1
                continue
            }
            guard fields.count > column else {
                throw CommandFailure(
                    .badData, "\(path):\(number + 1): has \(fields.count) columns; \(column + 1) are needed")
            }
            let value = fields[column].trimmingCharacters(in: .whitespaces)
            // Series of public sources leave holidays empty.
            if value.isEmpty || value == "." { continue }
            guard let day = try? Timestamp(String(fields[0].prefix(10))) else {
                throw CommandFailure(
                    .badData, "\(path):\(number + 1): date '\(fields[0])' is not of the form 2024-01-31")
            }
            guard let number = Double(value), number.isFinite, number > 0 else {
                throw CommandFailure(.badData, "\(path):\(number + 1): value '\(value)' is not a positive number")
            }
            if let last = rows.last, last.day >= day {
                throw CommandFailure(
                    .badData, "\(path): \(day) is not after \(last.day); sort the rows and remove repetitions")
            }
            rows.append((day, number))
        }
        guard !rows.isEmpty else { throw CommandFailure(.badData, "\(path): holds no values") }
        return rows
    }
}
