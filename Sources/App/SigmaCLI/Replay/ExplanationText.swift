internal import Foundation
internal import SigmaEngine
internal import SigmaModel
internal import SigmaRuntime

extension SessionExplanation {
    /// The state and the newest decisions for a terminal.
    var text: String {
        var lines = ["Session '\(manifest.name)' at \(status.now), record \(certificate.to)", ""]
        lines += [
            row("equity", "\(status.equity) (paid in \(status.deposited), fees \(status.fees))"),
            row("free cash", "\(status.cash)"), row("trading", "\(status.tradingState)"),
        ]
        for (entry, price) in zip(manifest.instruments, status.prices) {
            lines.append(row(entry.symbol, price.raw == 0 ? "no price yet" : "\(price)"))
        }
        for (entry, position) in zip(manifest.strategies, status.positions) {
            lines.append(row(entry.id, position.raw == 0 ? "flat" : "holds \(position)"))
        }
        for (symbol, left) in status.remainderTexts(manifest).sorted(by: { $0.key < $1.key }) {
            lines.append(row(symbol, "\(left) left, too little to be sold"))
        }
        lines.append(row("working orders", working.isEmpty ? "none" : "\(working.count)"))
        lines += working.map { "    \($0.ticket.summary), \($0.state), filled \($0.filled)" }
        lines += ["", decisions.isEmpty ? "No decision was taken yet." : "The newest decisions, the last one first:"]
        for decision in decisions.reversed() { lines += self.lines(of: decision) }
        if let divergence = certificate.divergence { lines += ["", "\(divergence)"] }
        return lines.joined(separator: "\n")
    }

    private func lines(of decision: Decision) -> [String] {
        var lines = ["", "  \(decision.output.summary)"]
        if let strategy = decision.output.strategy, manifest.strategies.indices.contains(Int(strategy.index)) {
            let entry = manifest.strategies[Int(strategy.index)]
            lines.append("    by      strategy '\(entry.id)' (\(entry.name), \(entry.timeframe))")
        }
        if let cause = decision.cause { lines.append("    after   \(cause.summary)") }
        if let signal = decision.signal { lines.append("    signal  \(SessionOutput.signal(signal).summary)") }
        if !decision.facts.isEmpty {
            lines.append("    knew    \(decision.facts.map { "\($0.name) \($0.value)" }.joined(separator: ", "))")
        }
        return lines
    }

    private func row(_ name: String, _ value: String) -> String {
        "  " + name.padding(toLength: max(14, name.count), withPad: " ", startingAt: 0) + " " + value
    }
}

/// The state and the newest decisions as JSON.
struct ExplanationJSON: Encodable {
    struct Decision: Encodable {
        let record: UInt64
        let decision: String
        let strategy, cause, signal: String?
        let facts: [String: String]
    }

    struct Order: Encodable {
        let id: UInt64
        let order, state, filled: String
    }

    let session, time, equity, cash, deposited, fees, tradingState, parity: String
    let record: UInt64
    let prices, positions, remainders: [String: String]
    let workingOrders: [Order]
    let decisions: [Decision]

    init(_ explanation: SessionExplanation) {
        let (manifest, status) = (explanation.manifest, explanation.status)
        session = manifest.name
        time = status.now.description
        equity = status.equity.description
        cash = status.cash.description
        deposited = status.deposited.description
        fees = status.fees.description
        tradingState = "\(status.tradingState)"
        parity = explanation.certificate.isGreen ? "green" : "red"
        record = explanation.certificate.to
        prices = Dictionary(zip(manifest.instruments.map(\.symbol), status.prices.map(\.description))) { $1 }
        positions = Dictionary(zip(manifest.strategies.map(\.id), status.positions.map(\.description))) { $1 }
        remainders = status.remainderTexts(manifest)
        workingOrders = explanation.working.map {
            Order(id: $0.ticket.id.raw, order: $0.ticket.summary, state: "\($0.state)", filled: $0.filled.description)
        }
        decisions = explanation.decisions.map { decision in
            Decision(
                record: decision.sequence, decision: decision.output.summary,
                strategy: decision.output.strategy.map { manifest.strategies[Int($0.index)].id },
                cause: decision.cause?.summary, signal: decision.signal.map { SessionOutput.signal($0).summary },
                facts: Dictionary(decision.facts.map { ($0.name, $0.value) }) { $1 })
        }
    }
}
