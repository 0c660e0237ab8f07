package import SigmaModel
package import SigmaPorts

/// What a preset is for: one strategy on one market's candles.
package struct PresetScope: Hashable, Sendable {
    /// The strategy's name.
    package var strategy: String
    /// Which instrument.
    package var market: StoredMarket
    /// Which candles.
    package var tf: String

    package init(strategy: String, market: StoredMarket, tf: String) {
        self.strategy = strategy
        self.market = market
        self.tf = tf
    }
}

/// A strategy's parameters under a name, and how far they are trusted.
package struct StoredPreset: StoredRow, Hashable {
    /// How far a preset is trusted.
    package enum State: String, Sendable, CaseIterable {
        /// Found, and not yet tried on live data.
        case candidate
        /// Runs in simulation beside the active one.
        case shadow
        /// In force; at most one per scope.
        case active
        /// No longer in force.
        case retired

        /// Whether a preset may move to a state.
        package func mayBecome(_ next: State) -> Bool {
            switch (self, next) {
            case (.candidate, .shadow), (.candidate, .active), (.candidate, .retired): true
            case (.shadow, .active), (.shadow, .retired), (.shadow, .candidate): true
            case (.active, .retired): true
            // A rollback takes up again what was retired.
            case (.retired, .active), (.retired, .candidate): true
            default: false
            }
        }
    }

    /// The row's number; zero until it is stored.
    package var id: Int64 = 0
    /// What people call it; unique within its scope.
    package var name: String
    /// What it is for.
    package var scope: PresetScope
    /// The parameters, JSON.
    package var parameters: String
    /// How far it is trusted.
    package var state: State
    /// Who made it, such as `learner` or a person.
    package var source: String
    /// The experiment that found it, if one did.
    package var run: String?
    /// When it was stored.
    package var createdAt: Timestamp
    /// When it last changed state.
    package var updatedAt: Timestamp

    package init(
        name: String, scope: PresetScope, parameters: String, state: State = .candidate, source: String,
        run: String? = nil, createdAt: Timestamp
    ) {
        self.name = name
        self.scope = scope
        self.parameters = parameters
        self.state = state
        self.source = source
        self.run = run
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    package static let table = StoredTable(
        "presets", key: ["strategy", "venue", "symbol", "tf", "name"], generated: "id",
        columns: [
            "name", "strategy", "venue", "symbol", "tf", "params", "state", "source", "run_id", "created_at",
            "updated_at",
        ])

    package var values: [SQLValue] {
        [
            .text(name), .text(scope.strategy), .text(scope.market.venue.rawValue), .text(scope.market.symbol),
            .text(scope.tf), .text(parameters), .text(state.rawValue), .text(source), .optional(run) { .text($0) },
            .time(createdAt), .time(updatedAt),
        ]
    }

    package init(_ row: inout SQLRowReader) throws(StoreError) {
        id = try row.integer()
        name = try row.text()
        scope = PresetScope(
            strategy: try row.text(), market: StoredMarket(venue: try row.name(), symbol: try row.text()),
            tf: try row.text())
        parameters = try row.text()
        state = try row.name()
        source = try row.text()
        run = try row.optional { row throws(StoreError) in try row.text() }
        createdAt = try row.time()
        updatedAt = try row.time()
    }
}
