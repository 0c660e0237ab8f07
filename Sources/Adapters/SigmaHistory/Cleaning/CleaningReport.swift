/// What a ``DataCleaner`` found in some records and what it changed.
package struct CleaningReport: Equatable, Sendable, Codable {
    /// Something that is wrong with records.
    package enum Fault: String, CaseIterable, Sendable, Codable {
        /// A row that repeats another exactly.
        case identicalDuplicate
        /// A row with the time or number of another but other values.
        case conflictingDuplicate
        /// Expected candles, or trade numbers, that are absent.
        case gap
        /// A row earlier than one before it.
        case disorder
        /// A change of price far beyond its neighbourhood.
        case outlier
        /// An outlier that the next row takes back.
        case spike
        /// Prices or volume that contradict each other or are not positive.
        case impossible
        /// Many candles in a row without volume.
        case zeroVolumeRun
    }

    /// Something that was changed, because it was asked for.
    package enum Change: String, CaseIterable, Sendable, Codable {
        case sorted
        case droppedIdentical
        case droppedConflicting
        case droppedImpossible
        case filledGap
        /// A gap left open because it is longer than the limit.
        case leftGap
    }

    /// Where something was found or changed.
    package struct Place: Equatable, Sendable, Codable {
        /// The row, counting from zero, among the records given.
        package var row: Int
        /// The row's time in ISO 8601, UTC.
        package var time: String
        /// How many rows it concerns: the length of a gap or run, else one.
        package var length: Int
    }

    /// All places of one fault.
    package struct Finding: Equatable, Sendable, Codable {
        /// What is wrong.
        package var fault: Fault
        /// The number of places where it was found.
        package var total: Int
        /// The rows of all places together, such as the candles missing in all gaps.
        package var rows: Int
        /// The rows of the longest place.
        package var longest: Int
        /// The first places.
        package var places: [Place]
    }

    /// All places of one change.
    package struct Repair: Equatable, Sendable, Codable {
        /// What was done.
        package var change: Change
        /// The rows changed, added or dropped; for a gap left open, the candles missing.
        package var rows: Int
        /// The first places.
        package var places: [Place]
    }

    /// The number of rows examined.
    package var rows: Int
    /// One entry per fault that occurs, in the order of ``Fault``.
    package var findings: [Finding] = []
    /// One entry per change made, in the order they were made.
    package var repairs: [Repair] = []

    /// The finding of a fault, if it occurs.
    package subscript(fault: Fault) -> Finding? { findings.first { $0.fault == fault } }
    /// The repair of a kind, if it was made.
    package subscript(change: Change) -> Repair? { repairs.first { $0.change == change } }
    /// Whether nothing was found.
    package var isClean: Bool { findings.isEmpty }

    mutating func note(_ fault: Fault, _ places: [Place], keeping limit: Int) {
        guard !places.isEmpty else { return }
        findings.append(
            Finding(
                fault: fault, total: places.count, rows: places.reduce(0) { $0 + $1.length },
                longest: places.reduce(0) { max($0, $1.length) }, places: Array(places.prefix(limit))))
    }

    mutating func note(_ change: Change, _ places: [Place], keeping limit: Int) {
        guard !places.isEmpty else { return }
        repairs.append(
            Repair(change: change, rows: places.reduce(0) { $0 + $1.length }, places: Array(places.prefix(limit))))
    }
}
