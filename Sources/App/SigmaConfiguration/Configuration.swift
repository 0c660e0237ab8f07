package import SigmaEngine
package import SigmaModel
package import SigmaSimulation

/// Where orders go.
package enum SessionMode: String, Sendable, CaseIterable {
    /// To the simulated venue.
    case sim
    /// To the exchange, with real money.
    case live
}

/// Everything that a person can set, checked and typed.
package struct Configuration: Sendable {
    /// Simulated or real.
    package var mode: SessionMode
    /// Whether orders with real money are meant.
    package var live: Bool
    /// The directory of journals, snapshots and the SQLite database, as written.
    package var dataDirectory: String
    /// The session's name.
    package var session: String
    /// The session's money.
    package var account: Account
    /// Where market data comes from.
    package var feed: Feed
    /// What may be traded; a strategy's ``StrategyPlan/instrument`` is a position in this list.
    package var instruments: [Instrument]
    /// What trades, in the order in which it is asked.
    package var strategies: [StrategyPlan]
    /// The exchange.
    package var venue: VenueAccess
    /// The second process that steps in.
    package var guardian: Guardian
    /// The limits that every order has to pass.
    package var risk: RiskLimits
    /// The simulated venue's assumptions.
    package var simulation: SimulationSettings
    /// The session's recording.
    package var journal: Journal
    /// What an orderly end does with working orders.
    package var stopPolicy: StopPolicy
    /// The database.
    package var store: Store
    /// How ticks, fills and signals reach other parts.
    package var bus: Bus
    /// Optimisation trials and scheduled jobs.
    package var queue: Queue
    /// What is written to standard error.
    package var log: Log
    /// Metrics and health.
    package var monitoring: Monitoring
    /// Jobs by the clock.
    package var schedule: [Job]

    /// The instruments as the engine numbers them.
    package var instrumentTable: InstrumentTable {
        var table = InstrumentTable()
        for instrument in instruments { _ = table.add(instrument) }
        return table
    }

    /// The session's own directory: its journal, snapshots and control socket.
    package var sessionDirectory: String { "\(dataDirectory)/sessions/\(session)" }
}

/// A strategy at work: which, on what, how large, and with which parameters.
package struct StrategyPlan: Sendable {
    /// Its name in this session.
    package var id: String
    /// The strategy's name in the registry.
    package var name: String
    /// What it trades.
    package var instrument: InstrumentID
    /// The candles it decides on.
    package var timeframe: Timeframe
    /// The size of an entry.
    package var sizing: Sizing
    /// The strategy's defaults with the parameters given in the configuration.
    package var parameters: ParameterValues
    /// The names that the configuration gives itself; they win over the preset's.
    package var givenParameters: [String]
    /// The stored preset to start from.
    package var preset: String?
}
