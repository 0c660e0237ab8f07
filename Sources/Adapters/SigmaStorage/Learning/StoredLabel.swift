package import SigmaModel
package import SigmaPorts

/// What a signal was worth some bars later; exists only once those bars have closed.
package struct StoredLabel: StoredRow, Hashable {
    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// The signal.
    package var signal: Int64
    /// How many bars later.
    package var bars: Int
    /// The return until then.
    package var forwardReturn: Double
    /// Whether a high lay more than 3 % above the entry.
    package var brokeHigh: Bool
    /// Whether a low lay more than 3 % below the entry.
    package var brokeLow: Bool
    /// When it was made.
    package var createdAt: Timestamp
    /// The return after costs, if they are known.
    package var netReturn: Double?
    /// Where the bars came from.
    package var barSource: String?

    package init(
        signal: Int64, bars: Int, forwardReturn: Double, brokeHigh: Bool, brokeLow: Bool, createdAt: Timestamp,
        netReturn: Double? = nil, barSource: String? = nil
    ) {
        self.signal = signal
        self.bars = bars
        self.forwardReturn = forwardReturn
        self.brokeHigh = brokeHigh
        self.brokeLow = brokeLow
        self.createdAt = createdAt
        self.netReturn = netReturn
        self.barSource = barSource
    }

    package static let table = StoredTable(
        "labels", key: ["signal_id", "fwd_n"], generated: "id",
        columns: [
            "signal_id", "fwd_n", "fwd_ret", "broke_high", "broke_low", "created_at", "net_ret", "bar_source",
        ])

    package var values: [SQLValue] {
        [
            .integer(signal), .integer(Int64(bars)), .real(forwardReturn), .boolean(brokeHigh), .boolean(brokeLow),
            .date(createdAt), .optional(netReturn) { .real($0) }, .optional(barSource) { .text($0) },
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        signal = try row.integer()
        bars = try row.int()
        forwardReturn = try row.real()
        brokeHigh = try row.boolean()
        brokeLow = try row.boolean()
        createdAt = try row.date()
        netReturn = try row.optional { row throws(StoreError) in try row.real() }
        barSource = try row.optional { row throws(StoreError) in try row.text() }
    }
}
