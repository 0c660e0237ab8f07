internal import SigmaEngine
internal import SigmaModel
internal import SigmaPorts
internal import SigmaStorage

/// What a session's records tell that a person should know, without a clock and without a store.
///
/// The same journal gives the same messages under the same keys, so that a store made again raises none twice.
struct SessionNotices {
    private let session: ProjectedSession
    /// Whether a process has the session: a start that finds it so follows a process that was lost.
    private var isRunning = false
    /// A change of trading that the next record may explain: nobody is told of a halt that only a stop brings.
    private var change: Change?
    private var isHaltedForStop = false

    private struct Change {
        var sequence: UInt64 = 0
        var time = Timestamp.epoch
        var state = TradingState.active
    }

    init(_ session: ProjectedSession) { self.session = session }

    /// Takes in the next record; returns what is to be told because of it.
    mutating func take(_ record: SessionRecord, sequence: UInt64) -> [StoredNotification] {
        if case .output(let output) = record { return take(output, sequence) }
        var found: [StoredNotification] = []
        if case .mark(.stopping) = record { isHaltedForStop = true } else if let change { found.append(notice(change)) }
        change = nil
        if case .mark(let mark) = record, let notice = take(mark, sequence) { found.append(notice) }
        return found
    }

    private mutating func take(_ output: SessionOutput, _ sequence: UInt64) -> [StoredNotification] {
        switch output {
        case .tradingState(let state, let time):
            if state == .active, isHaltedForStop {
                isHaltedForStop = false
            } else {
                change = Change(sequence: sequence, time: time, state: state)
            }
            return []
        case .contradiction(let order, let time):
            return [
                notice(
                    sequence, time, .critical, "the venue contradicts order \(order.raw)",
                    "What it says of the order cannot be true; see `sigma replay --explain`, and check the account.")
            ]
        case .submitted, .update, .fill, .remainder, .denied, .signal, .cancelRequested, .amendRequested:
            return []
        }
    }

    private mutating func take(_ mark: SessionMark, _ sequence: UInt64) -> StoredNotification? {
        switch mark {
        case .started(let run, let time):
            defer { isRunning = true }
            guard isRunning else { return nil }
            return notice(
                sequence, time, .warning, "went on after its process was lost",
                "Run \(run) recovered everything from the journal; see the system's log for what ended the last one.")
        case .stopped:
            isRunning = false
            return nil
        case .gap(let count, let time):
            return notice(
                sequence, time, .warning, "\(count) messages of the market were lost",
                "Books were emptied and fill again; see the connection to the market or the bus.")
        case .remark(let text, let isUrgent, let time):
            return notice(sequence, time, isUrgent ? .critical : .warning, "at its venue", text)
        case .stopping, .checkpoint: return nil
        }
    }

    private func notice(_ change: Change) -> StoredNotification {
        let (severity, title, text): (Notification.Severity, String, String) =
            switch change.state {
            case .active: (.information, "trades again", "Orders are sent again.")
            case .reduceOnly:
                (.warning, "only reduces positions", "`sigma control resume` lets it trade as before.")
            case .halted: (.critical, "is halted", "No orders are sent; `sigma control resume` lets it trade again.")
            }
        return notice(change.sequence, change.time, severity, title, text)
    }

    private func notice(
        _ sequence: UInt64, _ time: Timestamp, _ severity: Notification.Severity, _ title: String, _ text: String
    ) -> StoredNotification {
        StoredNotification(
            dedupeKey: "session|\(session.id)|\(sequence)",
            notification: Notification(
                time: time, severity: severity, title: "Session '\(session.row.name)' \(title)", text: text))
    }
}

extension SessionNotices: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&isRunning)
        try archive.field(&isHaltedForStop)
        var hasChange = change != nil
        try archive.field(&hasChange)
        guard hasChange else {
            change = nil
            return
        }
        var pending = change ?? Change()
        try archive.field(&pending.sequence)
        try archive.field(&pending.time)
        try archive.field(&pending.state)
        change = pending
    }
}
