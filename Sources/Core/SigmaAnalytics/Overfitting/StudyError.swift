/// Why a study of overfitting cannot be made; its text names the field and says how to mend it.
package enum StudyError: Error, Hashable, Sendable {
    /// A count below what the method needs.
    case tooFew(StudyField, count: Int, least: Int)
    /// A count above what the method can bear.
    case tooMany(StudyField, count: Int, most: Int)
    /// A number outside its range.
    case outside(StudyField, value: Double, range: ClosedRange<Double>)
    /// A count that must be even.
    case odd(StudyField, count: Int)
    /// A trial with another number of periods than the first one.
    case ragged(trial: Int, count: Int, expected: Int)
    /// A return that is NaN or infinite.
    case notFinite(trial: Int, period: Int)
    /// A statistic that gave NaN or infinity.
    case statisticNotFinite
    /// A split whose purge and embargo leave nothing to learn on.
    case nothingToLearnOn(split: Int)
    /// No trial differs from the benchmark by more than a constant.
    case nothingVaries
}

/// An input of a study, by the name that its errors use.
package enum StudyField: String, Hashable, Sendable {
    case observations
    case folds
    case firstTrainShare
    case holdOutShare
    case labelSpan
    case embargo
    case groups
    case testGroups
    case splits
    case trials
    case blocks
    case resamples
    case meanBlock
}

extension StudyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooFew(let field, let count, let least):
            "\(field.rawValue) is \(count), at least \(least) are needed; \(Self.more(of: field))"
        case .tooMany(let field, let count, let most):
            "\(field.rawValue) is \(count), at most \(most) are possible; \(Self.fewer(of: field))"
        case .outside(let field, let value, let range):
            "\(field.rawValue) is \(value); choose a number from \(range.lowerBound) to \(range.upperBound)"
        case .odd(let field, let count): "\(field.rawValue) is \(count); choose an even number"
        case .ragged(let trial, let count, let expected):
            "trials: number \(trial) has \(count) periods, the first has \(expected); score all on the same bars"
        case .notFinite(let trial, let period):
            "trials: number \(trial) has no finite return in period \(period); leave the trial or the period out"
        case .statisticNotFinite: "statistic: a resample gave no finite number; cap or define it for every sample"
        case .nothingToLearnOn(let split):
            "labelSpan and embargo leave split \(split) nothing to learn on; shorten them or take more observations"
        case .nothingVaries: "trials: none differs from the benchmark; add a trial that trades otherwise"
        }
    }

    private static func more(of field: StudyField) -> String {
        field == .observations ? "take a longer history, or fewer folds, groups or blocks" : "raise it"
    }

    private static func fewer(of field: StudyField) -> String {
        field == .splits ? "choose fewer groups or test groups" : "lower it"
    }
}
