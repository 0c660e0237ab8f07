package import SigmaModel

/// The lines of an Optuna journal, which optuna-dashboard serves and Optuna reads: one JSON object a line.
///
/// A file may hold several studies; studies and trials are numbered by the order of their lines. Times come from the
/// caller. The form is that of Optuna's `JournalStorage`, version 5.0.0.
package struct OptunaJournal: Sendable {
    /// Names the writer in every line.
    private let worker: String
    /// The study's number in the file.
    private let study: Int
    /// The number in the file of the study's first trial.
    private let firstTrial: Int

    /// The encoder of one study.
    ///
    /// - Parameters:
    ///   - study: how many studies the file holds before this one.
    ///   - firstTrial: how many trials of other studies it holds, which must all come before.
    package init(worker: String, study: Int = 0, firstTrial: Int = 0) {
        precondition(study >= 0 && firstTrial >= 0, "counts are not negative")
        self.worker = worker
        self.study = study
        self.firstTrial = firstTrial
    }

    /// The line that makes the study; it comes first.
    package func opening(name: String, _ direction: Study.Direction) -> String {
        line(.createStudy, "\"study_name\": \(JSONText(name)), \"directions\": [\(direction == .minimize ? 1 : 2)]")
    }

    /// The line that sets a text that people see beside the study, such as the strategy and the market.
    package func attribute(_ key: String, _ value: String) -> String {
        line(.studyAttribute, "\"study_id\": \(study), \"user_attr\": {\(JSONText(key)): \(JSONText(value))}")
    }

    /// The lines that begin a trial and set its values; trials begin in the order of their numbers.
    package func beginning(_ trial: Trial, in space: SearchSpace, at time: Timestamp) -> [String] {
        let start = line(.createTrial, "\"study_id\": \(study), \"datetime_start\": \(JSONText(Self.text(time)))")
        return [start]
            + zip(space.dimensions, trial.values).map { dimension, value in
                line(
                    .parameter,
                    "\(id(trial)), \"param_name\": \(JSONText(dimension.name)), "
                        + "\"param_value_internal\": \(JSONText.number(value)), "
                        + "\"distribution\": \(JSONText(dimension.distribution))")
            }
    }

    /// The line of a value on the way.
    package func report(_ report: Trial.Report, of trial: Trial) -> String {
        let value = JSONText.number(report.value)
        return line(.report, "\(id(trial)), \"step\": \(report.step), \"intermediate_value\": \(value)")
    }

    /// The line that ends a trial; nil while it runs.
    package func ending(_ trial: Trial, at time: Timestamp) -> String? {
        let (state, values): (Int, String)
        switch trial.state {
        case .running: return nil
        case .complete(let value): (state, values) = (1, "[\(JSONText.number(value))]")
        case .pruned:
            let last = trial.reports.last?.value
            (state, values) = (2, last.map { $0.isFinite ? "[\(JSONText.number($0))]" : "null" } ?? "null")
        case .failed: (state, values) = (3, "null")
        }
        let end = JSONText(Self.text(time))
        return line(.state, "\(id(trial)), \"state\": \(state), \"values\": \(values), \"datetime_complete\": \(end)")
    }

    /// All lines of a study, every trial beginning and ending at one instant.
    package func lines(_ study: Study, name: String, at time: Timestamp) -> [String] {
        [opening(name: name, study.direction)]
            + study.trials.flatMap { trial in
                beginning(trial, in: study.space, at: time) + trial.reports.map { report($0, of: trial) }
                    + [ending(trial, at: time)].compactMap { $0 }
            }
    }
}

extension OptunaJournal {
    /// The operations, by their codes in the journal.
    private enum Operation: Int {
        case createStudy = 0
        case studyAttribute = 2
        case createTrial = 4
        case parameter = 5
        case state = 6
        case report = 7
    }

    private func line(_ operation: Operation, _ fields: String) -> String {
        "{\"op_code\": \(operation.rawValue), \"worker_id\": \(JSONText(worker)), \(fields)}"
    }

    private func id(_ trial: Trial) -> String { "\"trial_id\": \(firstTrial + trial.number)" }

    /// ISO 8601 in UTC to the microsecond, all six digits and the offset written out.
    private static func text(_ time: Timestamp) -> String {
        let second = time.floored(to: TimeSpan(seconds: 1))
        let micros = (time.nanoseconds - second.nanoseconds) / 1_000
        return "\(second.description.dropLast()).\(String(micros + 1_000_000).dropFirst())+00:00"
    }
}

extension SearchDimension {
    /// Optuna's description of the dimension, a JSON object.
    fileprivate var distribution: String {
        let (low, high) = (JSONText.number(range.lowerBound), JSONText.number(range.upperBound))
        func form(_ name: String, _ step: String, isLogarithmic: Bool) -> String {
            "{\"name\": \"\(name)\", \"attributes\": "
                + "{\"step\": \(step), \"low\": \(low), \"high\": \(high), \"log\": \(isLogarithmic)}}"
        }
        switch kind {
        case .real: return form("FloatDistribution", "null", isLogarithmic: false)
        case .logarithmic: return form("FloatDistribution", "null", isLogarithmic: true)
        case .stepped(let step): return form("FloatDistribution", JSONText.number(step), isLogarithmic: false)
        case .integer(let step): return wholeForm(step, isLogarithmic: false)
        case .logarithmicInteger: return wholeForm(1, isLogarithmic: true)
        case .categorical(let choices):
            let texts = choices.map { "\(JSONText($0))" }.joined(separator: ", ")
            return "{\"name\": \"CategoricalDistribution\", \"attributes\": {\"choices\": [\(texts)]}}"
        }
    }

    private func wholeForm(_ step: Int, isLogarithmic: Bool) -> String {
        "{\"name\": \"IntDistribution\", \"attributes\": {\"log\": \(isLogarithmic), \"step\": \(step), "
            + "\"low\": \(Int(range.lowerBound)), \"high\": \(Int(range.upperBound))}}"
    }
}
