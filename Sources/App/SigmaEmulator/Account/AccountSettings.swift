package import SigmaModel
package import SigmaSimulation

/// An account to begin with.
package struct AccountSettings: Sendable {
    package var name: String
    /// The keys that it answers to.
    package var keys: [EmulatedKey]
    /// What it owns at first, by currency.
    package var balances: [String: Quantity]
    /// How its orders are matched: latency, queue, partial fills.
    package var simulation: SimulationSettings

    package init(
        name: String, keys: [EmulatedKey], balances: [String: Quantity],
        simulation: SimulationSettings = SimulationSettings()
    ) {
        self.name = name
        self.keys = keys
        self.balances = balances
        self.simulation = simulation
    }
}
