package import SigmaModel

/// Something to be done again and again.
package struct ScheduledJob: Sendable {
    /// When it is due.
    package enum Rhythm: Hashable, Sendable {
        case cron(CronExpression)
        /// At the multiples of a span since 1970, wherever the process began.
        case every(TimeSpan)

        /// The first due time after another; nil when there is none.
        func next(after time: Timestamp) -> Timestamp? {
            switch self {
            case .cron(let expression): expression.next(after: time)
            case .every(let span): time.floored(to: span) + span
            }
        }
    }

    /// What becomes of due times that passed while the process was down.
    package enum Missed: Hashable, Sendable {
        /// One run, for the last of them, at the start.
        case runOnce
        case skip
    }

    /// Its name in the log and in the ledger; keep it when the schedule changes.
    package let name: String
    /// When it is due.
    package let rhythm: Rhythm
    /// What becomes of due times that passed while the process was down.
    package let missed: Missed
    /// Does it, told the due time.
    let body: @Sendable (Timestamp) async throws -> Void

    package init(
        name: String, rhythm: Rhythm, missed: Missed, body: @escaping @Sendable (Timestamp) async throws -> Void
    ) {
        if case .every(let span) = rhythm { precondition(span > .zero, "a rhythm's span is positive") }
        self.name = name
        self.rhythm = rhythm
        self.missed = missed
        self.body = body
    }
}

/// What happens to a job, for the log.
package struct ScheduleNotice: Hashable, Sendable {
    /// The news.
    package enum News: Hashable, Sendable {
        case started
        case done(took: TimeSpan)
        /// It threw; it is tried again at that time.
        case failed(reason: String, retry: Timestamp)
        /// So many due times passed while it ran, waited for a retry, or nobody ran it.
        case skipped(count: Int)
        /// Nothing is due any more.
        case over
        /// The ledger could not be read or written; a restart may do it once more, or once less.
        case ledgerFailed(reason: String)
    }

    /// The job's name.
    package var job: String
    /// The due time it is about.
    package var due: Timestamp
    /// The news.
    package var news: News

    package init(job: String, due: Timestamp, news: News) {
        self.job = job
        self.due = due
        self.news = news
    }
}
