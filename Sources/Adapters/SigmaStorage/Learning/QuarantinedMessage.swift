package import SigmaModel
package import SigmaPorts

/// A message that was refused, kept so that somebody can see why.
package struct QuarantinedMessage: StoredRow, Hashable {
    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// When it came.
    package var receivedAt: Timestamp
    /// Where it came in, such as `webhook`.
    package var source: String
    /// Why it was refused.
    package var reason: String
    /// What came, with secrets removed by who stores it.
    package var payload: [UInt8]

    package init(receivedAt: Timestamp, source: String, reason: String, payload: [UInt8]) {
        self.receivedAt = receivedAt
        self.source = source
        self.reason = reason
        self.payload = payload
    }

    /// Nothing makes two refused messages one, so the key is the row's number, which is never written.
    package static let table = StoredTable(
        "quarantine", key: [], generated: "id", columns: ["received_at", "source", "reason", "payload"])

    package var values: [SQLValue] { [.time(receivedAt), .text(source), .text(reason), .bytes(payload)] }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        receivedAt = try row.time()
        source = try row.text()
        reason = try row.text()
        payload = try row.bytes()
    }
}
