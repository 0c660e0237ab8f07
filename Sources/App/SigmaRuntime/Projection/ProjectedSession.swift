internal import Foundation
internal import SigmaEngine
package import SigmaModel
package import SigmaStorage
internal import SigmaStrategies

/// What a projection must know of a session beside its journal.
package struct ProjectedSession: Sendable {
    /// The key of the session's rows.
    package var id: String
    /// What its row says before it starts.
    package var row: StoredSession
    /// Its instruments.
    package var table: InstrumentTable
    /// Its strategies, by place.
    package var strategies: [ProjectedStrategy]
    /// What is paid in before the first record; nil where the journal itself tells of it.
    package var opening: Transfer?

    /// One strategy of a session.
    package struct ProjectedStrategy: Sendable {
        /// What its owner calls it.
        package var name: String
        /// What it trades.
        package var instrument: InstrumentID
        /// Which candles it hears.
        package var timeframe: Timeframe
        /// The preset it starts with; empty for none.
        package var preset: String
        /// Every parameter as text, in the order of its declaration.
        package var parameters: [PresetChange.Parameter]

        package init(
            name: String, instrument: InstrumentID, timeframe: Timeframe, preset: String = "",
            parameters: [PresetChange.Parameter] = []
        ) {
            self.name = name
            self.instrument = instrument
            self.timeframe = timeframe
            self.preset = preset
            self.parameters = parameters
        }
    }

    package init(
        row: StoredSession, table: InstrumentTable, strategies: [ProjectedStrategy], opening: Transfer? = nil
    ) {
        id = row.id
        self.row = row
        self.table = table
        self.strategies = strategies
        self.opening = opening
    }

    /// A session as its manifest describes it.
    package init(_ manifest: SessionManifest, mode: String) throws {
        let table = try SessionFactory.table(manifest)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let configuration = String(decoding: try encoder.encode(manifest), as: UTF8.self)
        let row = StoredSession(
            id: manifest.id, mode: mode, name: manifest.name, currency: table.assets[Int(table.quotes[0].index)],
            configuration: configuration, createdAt: manifest.start)
        let strategies = try manifest.strategies.map { entry in
            var values = ParameterValues(try StrategyRegistry.descriptor(named: entry.name).parameters)
            for (name, text) in entry.parameters.sorted(by: { $0.key < $1.key }) { try values.set(name, to: text) }
            return ProjectedStrategy(
                name: entry.id, instrument: InstrumentID(entry.instrument), timeframe: entry.timeframe,
                parameters: values.texts.map { PresetChange.Parameter(name: $0.name, text: $0.text) })
        }
        self.init(
            row: row, table: table, strategies: strategies,
            opening: Transfer(asset: table.quotes[0], time: manifest.start, amount: manifest.cash.raw))
    }

    /// The market of an instrument of the session.
    func market(_ instrument: InstrumentID) -> StoredMarket {
        StoredMarket(venue: table[instrument].venue, symbol: table[instrument].symbol)
    }
}
