package import SigmaModel
package import SigmaPorts

/// Presets, their states, and the audit of who changed them.
package struct PresetRepository: Sendable {
    let database: any SQLDatabase

    /// Who changes a preset's state, and why.
    package struct Decision: Hashable, Sendable {
        /// A person's name, or the rule's.
        package var actor: String
        /// Why.
        package var reason: String
        /// The figures that speak for it, JSON.
        package var evidence: String
        /// When.
        package var time: Timestamp

        package init(actor: String, reason: String, evidence: String = "{}", time: Timestamp) {
            self.actor = actor
            self.reason = reason
            self.evidence = evidence
            self.time = time
        }
    }

    /// Adds a preset and returns its number; throws `constraint` when its scope has one of that name.
    package func add(_ preset: StoredPreset, _ decision: Decision) async throws(StoreError) -> Int64 {
        try await database.write { connection throws(StoreError) in
            guard try connection.insert([preset]) == 1 else {
                throw .constraint("there is already a preset '\(preset.name)' for this strategy and market; rename it")
            }
            let selection = Self.scope(preset.scope).and("name", .text(preset.name))
            guard let row: StoredPreset = try connection.first(selection) else {
                throw .missing("a preset that was just stored is gone")
            }
            try connection.insert([Self.change(of: row.id, from: nil, to: row.state, decision)])
            return row.id
        }
    }

    /// Moves a preset to a state; an active one retires the scope's active one before it, in the same transaction.
    package func move(_ id: Int64, to state: StoredPreset.State, _ decision: Decision) async throws(StoreError) {
        try await database.write { connection throws(StoreError) in
            guard let preset = try Self.preset(id, connection) else { throw .missing("there is no preset \(id)") }
            if state == .active {
                let active = Self.scope(preset.scope).and("state", .text(StoredPreset.State.active.rawValue))
                    .and("id", .notEqual, .integer(id))
                for row in try connection.select(StoredPreset.self, active) {
                    try Self.move(row, to: .retired, decision, connection)
                }
            }
            try Self.move(preset, to: state, decision, connection)
        }
    }

    /// Takes up again the preset that was active before the present one, and returns its number.
    package func rollBack(_ scope: PresetScope, _ decision: Decision) async throws(StoreError) -> Int64 {
        try await database.write { connection throws(StoreError) in
            let active = Self.scope(scope).and("state", .text(StoredPreset.State.active.rawValue))
            let current: StoredPreset? = try connection.first(active)
            let rows = try connection.query(
                """
                SELECT preset_audit.preset_id FROM preset_audit JOIN presets ON presets.id = preset_audit.preset_id
                WHERE presets.strategy = ?1 AND presets.venue = ?2 AND presets.symbol = ?3 AND presets.tf = ?4
                    AND presets.id <> ?5 AND preset_audit.to_state = 'active' ORDER BY preset_audit.id DESC LIMIT 1
                """,
                Self.values(scope) + [.integer(current?.id ?? 0)])
            guard var reader = rows.first?.reader(), let last = try Self.preset(try reader.integer(), connection)
            else { throw .missing("no earlier preset was ever active for this strategy and market") }
            if let current { try Self.move(current, to: .retired, decision, connection) }
            try Self.move(last, to: .active, decision, connection)
            return last.id
        }
    }

    /// The preset in force; nil when there is none.
    package func active(_ scope: PresetScope) async throws(StoreError) -> StoredPreset? {
        let selection = Self.scope(scope).and("state", .text(StoredPreset.State.active.rawValue))
        return try await database.first(selection)
    }

    /// Presets by number; nil conditions take all.
    package func presets(
        scope: PresetScope? = nil, state: StoredPreset.State? = nil
    ) async throws(StoreError) -> [StoredPreset] {
        let selection = (scope.map(Self.scope) ?? RowSelection()).and("state", state.map { .text($0.rawValue) })
            .ordered(by: "id")
        return try await database.rows(selection)
    }

    /// A preset's history, oldest first.
    package func audit(of id: Int64) async throws(StoreError) -> [StoredPresetChange] {
        let selection = RowSelection().and("preset_id", .integer(id)).ordered(by: "id")
        return try await database.rows(selection)
    }

    private static func preset(_ id: Int64, _ connection: any SQLConnection) throws(StoreError) -> StoredPreset? {
        try connection.first(RowSelection().and("id", .integer(id)))
    }

    private static func values(_ scope: PresetScope) -> [SQLValue] {
        [.text(scope.strategy), .text(scope.market.venue.rawValue), .text(scope.market.symbol), .text(scope.tf)]
    }

    private static func scope(_ scope: PresetScope) -> RowSelection {
        let values = values(scope)
        return RowSelection().and("strategy", values[0]).and("venue", values[1]).and("symbol", values[2])
            .and("tf", values[3])
    }

    private static func change(
        of id: Int64, from: StoredPreset.State?, to: StoredPreset.State, _ decision: Decision
    ) -> StoredPresetChange {
        StoredPresetChange(
            preset: id, from: from, to: to, actor: decision.actor, reason: decision.reason,
            evidence: decision.evidence, time: decision.time)
    }

    private static func move(
        _ preset: StoredPreset, to state: StoredPreset.State, _ decision: Decision, _ connection: any SQLConnection
    ) throws(StoreError) {
        guard preset.state.mayBecome(state) else {
            throw .constraint("preset '\(preset.name)' is \(preset.state.rawValue) and cannot become \(state.rawValue)")
        }
        try connection.execute(
            "UPDATE presets SET state = ?1, updated_at = ?2 WHERE id = ?3",
            [.text(state.rawValue), .time(decision.time), .integer(preset.id)])
        try connection.insert([change(of: preset.id, from: preset.state, to: state, decision)])
    }
}
