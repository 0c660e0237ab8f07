package import SigmaModel
package import SigmaPorts

/// What an account was worth at an instant.
package struct StoredEquity: StoredRow, Hashable {
    /// The session's name.
    package var session: String
    /// When.
    package var time: Timestamp
    /// Cash plus every holding at its mark, in the session's currency.
    package var equity: Money
    /// Cash, reserved or not.
    package var cash: Money
    /// Σ |holding| × mark.
    package var exposure: Money

    package init(session: String, time: Timestamp, equity: Money, cash: Money, exposure: Money) {
        self.session = session
        self.time = time
        self.equity = equity
        self.cash = cash
        self.exposure = exposure
    }

    package static let table = StoredTable(
        "equity", key: ["session_id", "time"], columns: ["session_id", "time", "equity", "cash", "exposure"])

    package var values: [SQLValue] {
        [.text(session), .time(time), .money(equity), .money(cash), .money(exposure)]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        session = try row.text()
        time = try row.time()
        equity = try row.money()
        cash = try row.money()
        exposure = try row.money()
    }
}
