/// Why a study refused what it was told: the trial and what to change.
package enum StudyError: Error, Hashable, Sendable {
    /// There is no trial of that number.
    case unknown(trial: Int, count: Int)
    /// The trial has ended.
    case ended(trial: Int)
    /// A value that is infinite or not a number.
    case notFinite(trial: Int, value: Double)
    /// A step below zero, or one that was reported before.
    case step(trial: Int, step: Int)
    /// Values that the space does not take.
    case space(SpaceError)
    /// A record whose number is not its place.
    case recordNumber(place: Int, number: Int)
    /// Records whose ends are not numbered 0, 1, 2 … in some order, each ended trial having one.
    case recordEnds(trial: Int)
    /// A record whose point is not one of the unit cube, or not of as many dimensions.
    case recordPoint(trial: Int)
}

extension StudyError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknown(let trial, let count): "there is no trial \(trial); the study has \(count)"
        case .ended(let trial): "trial \(trial) has ended; tell of a trial once"
        case .notFinite(let trial, let value):
            "trial \(trial) cannot complete with \(value); tell that it failed, or cap the value"
        case .step(let trial, let step):
            "trial \(trial) cannot report step \(step); steps are from 0 and each is reported once"
        case .space(let error): error.description
        case .recordNumber(let place, let number):
            "the record at place \(place) is trial \(number); give all records in order of their numbers"
        case .recordEnds(let trial):
            "trial \(trial) has no place in the order of ends, or one that is taken; restore its record"
        case .recordPoint(let trial):
            "trial \(trial) has no point in the unit cube; restore its record, or make the point from its values"
        }
    }
}
