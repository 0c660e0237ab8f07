package import SigmaModel

/// The first place where a replay decided otherwise than the recorded session.
package struct Divergence: Error, Sendable {
    /// The journal record at which it shows.
    package let sequence: UInt64
    /// The engine's time there.
    package let time: Timestamp
    /// The newest thing the session was told before.
    package let input: SessionRecord?
    /// What differs.
    package let kind: Kind
    /// The names of the session's strategies by their numbers.
    package let strategies: [String]

    /// How a replay can differ.
    package enum Kind: Sendable {
        /// The session did this, the replay nothing more.
        case missing(SessionOutput)
        /// The replay did this, the session nothing more.
        case additional(SessionOutput)
        /// The session did the first, the replay the second.
        case different(SessionOutput, SessionOutput)
        /// The fingerprints differ although every output agreed.
        case hash(recorded: EffectHash, replayed: EffectHash)
        /// The journal tells the session something that only a real venue says.
        case impossibleInput
        /// A preset does not fit the strategy.
        case impossiblePreset(String)
    }
}

extension Divergence: CustomStringConvertible {
    /// What happened, for a person.
    package var description: String {
        var lines = ["decisions differ at record \(sequence), \(time)"]
        switch kind {
        case .missing(let output): lines += ["recorded: \(text(output))", "replayed: nothing"]
        case .additional(let output): lines += ["recorded: nothing", "replayed: \(text(output))"]
        case .different(let recorded, let replayed):
            lines += ["recorded: \(text(recorded))", "replayed: \(text(replayed))"]
        case .hash(let recorded, let replayed):
            lines.append("recorded fingerprint \(recorded), replayed \(replayed), although every output agreed")
        case .impossibleInput:
            lines.append("the journal holds a venue's message, but this session's venue is simulated")
        case .impossiblePreset(let cause): lines.append("a preset cannot be applied: \(cause)")
        }
        if let input { lines.append("after: \(input.summary)") }
        return lines.joined(separator: "\n  ")
    }

    /// An output with the name of its strategy.
    private func text(_ output: SessionOutput) -> String {
        guard let strategy = output.strategy, strategies.indices.contains(Int(strategy.index)) else {
            return output.summary
        }
        return "\(output.summary), strategy '\(strategies[Int(strategy.index)])'"
    }
}
