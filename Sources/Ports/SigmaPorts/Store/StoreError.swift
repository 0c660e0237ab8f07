/// Why a store could not do what it was asked; its texts hold neither secrets nor bound values.
package enum StoreError: Error, Hashable, Sendable {
    /// The database cannot be reached now, or was lost before anything was committed; later it may work.
    case unavailable(String)
    /// The connection was lost while a commit was under way: what was written may or may not be there.
    case outcomeUnknown(String)
    /// A statement or a wait for a connection took longer than allowed; nothing was committed.
    case timeout(String)
    /// Others kept changing the same rows; nothing was committed.
    case conflict(String)
    /// A unique key, a reference or a check was violated, or a value does not fit its column.
    case constraint(String)
    /// The database answered and will not do it: credentials, certificates, permissions, settings.
    case refused(String)
    /// The database's migrations are not those of this program.
    case mismatch(String)
    /// A value that no database is given.
    case invalid(String)
    /// A row that does not hold what it must.
    case unreadable(String)
    /// The database found a statement wrong: a defect of this program.
    case statement(String)
    /// The database's own files are damaged, or it cannot write to them.
    case damaged(String)
    /// A row that must exist does not.
    case missing(String)
    /// The task that asked was cancelled.
    case cancelled
    /// The store was closed.
    case closed
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unavailable(let text), .outcomeUnknown(let text), .timeout(let text), .conflict(let text),
            .constraint(let text), .refused(let text), .mismatch(let text), .invalid(let text),
            .unreadable(let text), .statement(let text), .damaged(let text), .missing(let text):
            text
        case .cancelled: "the store was asked by a task that was cancelled"
        case .closed: "the store was closed; open it again"
        }
    }

    /// Whether the same transaction may succeed when it is tried again.
    package var isTransient: Bool {
        switch self {
        case .unavailable, .timeout, .conflict: true
        default: false
        }
    }
}
