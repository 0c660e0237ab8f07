import SigmaModel

/// Why a text is no schedule, with the field and the mend.
package enum CronError: Error, Hashable, Sendable {
    /// A schedule has five fields; so many were found.
    case fieldCount(Int)
    /// Not one of the names that begin with `@`.
    case unknownAlias(String)
    /// A part of a field that cannot be read.
    case malformed(CronField, String)
    /// A number outside the field's range, or a name it does not have.
    case outOfRange(CronField, String)
    /// A range whose end lies before its beginning.
    case backwards(CronField, String)
    /// A day that none of the months has.
    case impossibleDate(days: String, months: String)
    /// No such time zone.
    case unknownZone(String)
}

extension CronError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .fieldCount(let count):
            "a schedule has five fields (minute, hour, day of month, month, day of week), not \(count); "
                + "every day at nine is 0 9 * * *"
        case .unknownAlias(let name):
            "there is no schedule \(name); \(CronError.proposal(for: name, among: CronAlias.names))"
        case .malformed(let field, let part):
            "\(field) '\(part)' cannot be read; write *, 5, 1-5, 1,3,5, */10 or 10-50/10"
        case .outOfRange(let field, let part):
            "\(field) '\(part)' is out of range; it takes \(field.range.lowerBound) … \(field.range.upperBound)"
                + (field.names.isEmpty ? "" : " or \(field.names.joined(separator: ", "))")
        case .backwards(let field, let part):
            "\(field) '\(part)' ends before it begins; write it as two ranges with a comma between"
        case .impossibleDate(let days, let months):
            "no month of '\(months)' has a day '\(days)'; take a day that exists"
        case .unknownZone(let name):
            "there is no time zone \(name); \(CronError.proposal(for: name, among: CronZone.names))"
        }
    }

    private static func proposal(for name: String, among names: [String]) -> String {
        guard let near = NearestName.of(name, in: names) else {
            return "known are, among others, \(names.prefix(8).joined(separator: ", "))"
        }
        return "did you mean \(near)?"
    }
}
