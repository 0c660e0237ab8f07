package import SigmaModel
package import SigmaPorts

/// One entry of the presets' audit: who moved what, when, and why.
package struct StoredPresetChange: StoredRow, Hashable {
    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// The preset.
    package var preset: Int64
    /// Where it was; nil when it was made.
    package var from: StoredPreset.State?
    /// Where it went.
    package var to: StoredPreset.State
    /// Who did it: a person's name, or the rule's.
    package var actor: String
    /// Why.
    package var reason: String
    /// The figures that spoke for it, JSON.
    package var evidence: String
    /// When.
    package var time: Timestamp

    package init(
        preset: Int64, from: StoredPreset.State?, to: StoredPreset.State, actor: String, reason: String,
        evidence: String, time: Timestamp
    ) {
        self.preset = preset
        self.from = from
        self.to = to
        self.actor = actor
        self.reason = reason
        self.evidence = evidence
        self.time = time
    }

    package static let table = StoredTable(
        "preset_audit", key: [], generated: "id",
        columns: ["preset_id", "from_state", "to_state", "actor", "reason", "evidence", "time"])

    package var values: [SQLValue] {
        [
            .integer(preset), .optional(from) { .text($0.rawValue) }, .text(to.rawValue), .text(actor),
            .text(reason), .text(evidence), .time(time),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        preset = try row.integer()
        from = try row.optional { row throws(StoreError) in try row.name() }
        to = try row.name()
        actor = try row.text()
        reason = try row.text()
        evidence = try row.text()
        time = try row.time()
    }
}
