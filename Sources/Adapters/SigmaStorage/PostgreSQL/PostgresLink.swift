import CPostgres
import Foundation
import SigmaPorts

/// One connection to PostgreSQL, used from one thread only.
///
/// libpq is driven without blocking and every wait ends at a deadline, so that a server that hangs costs a timeout and
/// not a thread.
final class PostgresLink {
    /// libpq's connection; freed in deinit only.
    let handle: OpaquePointer
    /// For error messages.
    let settings: PostgresSettings
    /// Whether the connection can be used no more.
    private(set) var isBroken = false
    /// Names of prepared statements by their SQL.
    var prepared: [String: String] = [:]

    /// Connects, within the settings' connect timeout.
    init(_ settings: PostgresSettings) throws(StoreError) {
        self.settings = settings
        let keywords = settings.connectionKeywords.sorted { $0.key < $1.key }
        let names = CStrings(keywords.map(\.key), isTerminated: true)
        let values = CStrings(keywords.map(\.value), isTerminated: true)
        let handle = names.withPointers { names in
            values.withPointers { values in PQconnectdbParams(names, values, 0) }
        }
        guard let handle else { throw .unavailable("no memory for a connection to PostgreSQL") }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else {
            isBroken = true
            throw PostgresFailure.connecting(lastMessage, to: settings.address)
        }
        guard PQsetnonblocking(handle, 1) == 0 else { throw lost() }
    }

    deinit { PQfinish(handle) }

    /// libpq's newest message.
    var lastMessage: String { settings.scrubbed(String(cString: PQerrorMessage(handle))) }

    /// Marks the connection as unusable and says why.
    func lost() -> StoreError {
        isBroken = true
        return .unavailable("the connection to PostgreSQL at \(settings.address) was lost: \(lastMessage)")
    }

    /// Sends what is queued and waits for the next answer; nil when a statement has no further one.
    func nextResult(by deadline: ContinuousClock.Instant) throws(StoreError) -> PostgresResult? {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw lost() }
            if unsent == 0, PQisBusy(handle) == 0 { break }
            try wait(Int16(unsent == 0 ? POLLIN : POLLIN | POLLOUT), by: deadline)
            guard PQconsumeInput(handle) == 1 else { throw lost() }
        }
        guard let result = PQgetResult(handle) else { return nil }
        return PostgresResult(result)
    }

    private func wait(_ events: Int16, by deadline: ContinuousClock.Instant) throws(StoreError) {
        while true {
            let left = (deadline - ContinuousClock.now).milliseconds
            guard left > 0 else {
                isBroken = true
                throw .timeout("PostgreSQL at \(settings.address) did not answer in time; it may hang or be overloaded")
            }
            var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
            let ready = poll(&descriptor, 1, Int32(clamping: left))
            if ready > 0 { return }
            guard ready == 0 || errno == EINTR else { throw lost() }
        }
    }

    /// When a statement that starts now must have ended; later than the server's own timeout, which says more.
    var deadline: ContinuousClock.Instant { .now + settings.statementTimeout + .seconds(2) }

    /// Whether the server still answers.
    func isAlive() -> Bool {
        guard !isBroken, PQstatus(handle) == CONNECTION_OK else { return false }
        return (try? command("SELECT 1", by: .now + settings.connectTimeout)) != nil
    }

    /// Runs one statement without values.
    func command(_ sql: String, by deadline: ContinuousClock.Instant? = nil) throws(StoreError) {
        guard PQsendQuery(handle, sql) == 1 else { throw lost() }
        try settle(by: deadline ?? self.deadline)
    }

    /// Commits; false when a failed statement has made the server roll back instead.
    func commit() throws(StoreError) -> Bool {
        guard PQsendQuery(handle, "COMMIT") == 1 else { throw lost() }
        return try settle(by: deadline)?.tag == "COMMIT"
    }

    /// Reads every answer of the statement under way; the first error is thrown once all are read.
    @discardableResult
    func settle(by deadline: ContinuousClock.Instant) throws(StoreError) -> PostgresResult? {
        var failure: StoreError?
        var last: PostgresResult?
        while let result = try nextResult(by: deadline) {
            failure = failure ?? result.failure(settings)
            last = result
        }
        if PQstatus(handle) != CONNECTION_OK { isBroken = true }
        if let failure { throw failure }
        return last
    }
}
