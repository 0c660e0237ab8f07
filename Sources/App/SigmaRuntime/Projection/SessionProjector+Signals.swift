internal import SigmaModel
internal import SigmaStorage

/// The preset that a strategy runs with.
struct PresetInForce {
    /// Its name; empty for what the session was started with.
    var name: String
    /// Its parameters as a JSON object, in the order of their declaration.
    var parameters: String

    init(name: String, parameters: [PresetChange.Parameter]) {
        self.name = name
        let members = parameters.map { "\(JSONText.string($0.name)):\(JSONText.value($0.text))" }
        self.parameters = "{\(members.joined(separator: ","))}"
    }
}

extension PresetInForce: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&name)
        try archive.field(&parameters)
    }
}

extension SessionProjector {
    /// Notes a signal as the learning loop keeps it; a stage without a signal makes no row.
    mutating func note(_ signal: Signal, sequence: UInt64) {
        let place = Int(signal.strategy.index)
        guard signal.stage != .none, session.strategies.indices.contains(place) else { return }
        let market = session.market(signal.instrument)
        let timeframe = session.strategies[place].timeframe.description
        let stage = signal.stage.storedName
        let milliseconds = signal.barTime.nanoseconds / 1_000_000
        let preset = presets[place]
        rows.add(
            StoredSignal(
                ts: String(milliseconds), symbol: market.symbol, tf: timeframe, signal: stage,
                features: "{\"TrendScore\":\(JSONText.number(signal.score)),"
                    + "\"Prob\":\(JSONText.number(signal.probability))}",
                parameters: preset.parameters, createdAt: now, barTime: signal.barTime, source: "engine",
                venue: market.venue, preset: preset.name.isEmpty ? nil : preset.name,
                dedupeKey: "engine|\(session.id)|\(place)|\(market.symbol)|\(timeframe)|\(milliseconds)|\(stage)",
                session: session.id, strategy: signal.strategy, sequence: sequence))
    }
}
