internal import SigmaModel
package import SigmaPorts

/// What `/health` says.
package struct HealthAnswer: Codable, Hashable, Sendable {
    /// One part of the program.
    package struct Component: Codable, Hashable, Sendable {
        /// The part's name.
        package let name: String
        /// Whether the program is of no use without it.
        package let essential: Bool
        /// `starting`, `up`, `degraded` or `down`.
        package let state: String
        /// Why it is not up.
        package let cause: String
        /// Since when, in ISO 8601.
        package let since: String
    }

    /// The whole: `starting`, `up`, `degraded` or `down`.
    package let status: String
    /// The parts by name.
    package let components: [Component]

    /// What a registry holds.
    package init(_ registry: HealthRegistry) {
        status = registry.overall.rawValue
        components = registry.all.map { part in
            Component(
                name: part.name, essential: part.isEssential, state: part.state.rawValue, cause: part.cause,
                since: part.since.description)
        }
    }
}
