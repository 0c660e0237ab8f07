package import SigmaModel

/// What a replay of a recorded session through BACKTEST found.
package struct ParityCertificate: Sendable {
    /// Whose record it is.
    package var session: String
    /// The version of the program that started it.
    package var program: String
    /// The record at which the replay began: zero for the session's beginning, else a snapshot's.
    package var from: UInt64 = 0
    /// The newest record that was replayed.
    package var to: UInt64 = 0
    /// The time of the session's first and newest event.
    package var first: Timestamp?
    /// The time of the session's newest event.
    package var last = Timestamp.epoch
    /// How many market events were replayed.
    package var marketEvents: UInt64 = 0
    /// How many decisions and answers were compared.
    package var outputs: UInt64 = 0
    /// How many orders were among them.
    package var orders: UInt64 = 0
    /// How many fills were among them.
    package var fills: UInt64 = 0
    /// How many fingerprints were compared.
    package var checkpoints: UInt64 = 0
    /// How many commands of people and rules were replayed.
    package var commands: UInt64 = 0
    /// How often a strategy changed its preset.
    package var presets: UInt64 = 0
    /// How many candles from before the session warmed its strategies.
    package var warmed: UInt64 = 0
    /// How often a process took the session up.
    package var starts: UInt64 = 0
    /// How many market messages the feed knew to be lost.
    package var lostMessages: UInt64 = 0
    /// The fingerprint of every decision.
    package var effectHash = EffectHash()
    /// The account's worth at the end.
    package var equity = Money.zero
    /// How long the replay took.
    package var seconds = 0.0
    /// Where the replay first decided otherwise; nil for a green certificate.
    package var divergence: Divergence?

    package init(session: String, program: String) {
        self.session = session
        self.program = program
    }

    /// Whether every decision was the same.
    package var isGreen: Bool { divergence == nil }

    /// Counts a record that was replayed.
    mutating func count(_ record: SessionRecord, sequence: UInt64) {
        to = sequence
        switch record {
        case .input(let event, _):
            if event.isMarketData { marketEvents += 1 }
            if case .command = event { commands += 1 }
            // A venue outside tells them; the simulated one's are outputs.
            if case .fill = event { fills += 1 }
        case .preset: presets += 1
        case .warm: warmed += 1
        case .output(let output):
            outputs += 1
            if case .submitted = output { orders += 1 }
            if case .fill = output { fills += 1 }
        case .mark(.started): starts += 1
        case .mark(.checkpoint): checkpoints += 1
        case .mark(.gap(let count, _)): lostMessages += count
        case .mark(.stopping), .mark(.stopped), .mark(.remark): break
        }
    }
}
