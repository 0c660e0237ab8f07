internal import Foundation
internal import SigmaModel
internal import SigmaObservability
internal import SigmaRuntime

/// How a session stood when its process left it.
struct RunSummary: Codable, Sendable {
    let session, phase, effectHash, equity, cash, deposited, fees, time, tradingState: String
    /// When the engine's thread last looked around, by this machine's clock.
    let beat: Timestamp
    let run: UInt32
    let records, marketEvents, orders, fills, denials: UInt64
    let workingOrders: Int
    let positions, prices: [String: String]
    /// What strategies left because it is too little to be sold, by symbol; without those that left nothing.
    let remainders: [String: String]
    let recoverySeconds: Double
    let snapshot, replayed: UInt64
    let cutBytes: Int
    /// Medians and 99th percentiles in nanoseconds, since the engine had caught up; empty before.
    let latency: [String: Int64]
    /// What went wrong without ending the session.
    let remarks: [String]
    /// How the account at the exchange stands; nil where fills are simulated.
    let account: AccountStanding?

    init(
        _ host: EngineHost<SystemClock>, _ manifest: SessionManifest, _ report: RecoveryReport,
        account: AccountStanding? = nil
    ) {
        let status = host.board.current
        self.session = manifest.name
        phase = status.phase.rawValue
        effectHash = status.effectHash.description
        equity = status.equity.description
        cash = status.cash.description
        deposited = status.deposited.description
        fees = status.fees.description
        time = status.now.description
        beat = status.beat
        tradingState = "\(status.tradingState)"
        run = status.run
        records = status.sequence
        marketEvents = status.marketEvents
        orders = status.orders
        fills = status.fills
        denials = status.denials
        workingOrders = status.workingOrders
        positions = Dictionary(zip(manifest.strategies.map(\.id), status.positions.map(\.description))) { $1 }
        prices = Dictionary(zip(manifest.instruments.map(\.symbol), status.prices.map(\.description))) { $1 }
        remainders = status.remainderTexts(manifest)
        recoverySeconds = report.seconds
        snapshot = report.snapshot
        replayed = report.replayed
        cutBytes = report.cutBytes
        latency = RunSummary.latency(host.inputs.meters)
        remarks = host.board.remarks
        self.account = account
    }

    private static func latency(_ meters: EngineMeters) -> [String: Int64] {
        var found: [String: Int64] = [:]
        let (decision, effect) = (meters.tickToDecision.snapshot(), meters.tickToEffect.snapshot())
        if !decision.isEmpty {
            found["decisionMedian"] = decision.p50
            found["decisionP99"] = decision.p99
            found["decisionP999"] = decision.p999
        }
        if !effect.isEmpty {
            found["effectMedian"] = effect.p50
            found["effectP99"] = effect.p99
            found["effectP999"] = effect.p999
        }
        return found
    }

    /// The summary for a terminal.
    var text: String {
        func row(_ name: String, _ value: String) -> String {
            "  " + name.padding(toLength: 14, withPad: " ", startingAt: 0) + " " + value
        }
        var lines = ["Session '\(session)' \(phase) at \(time)."]
        lines += [
            row("equity", "\(equity) (paid in \(deposited), fees \(fees))"),
            row("orders", "\(orders), \(fills) fills, \(denials) denied, \(workingOrders) working"),
            row("market", "\(marketEvents) events, run \(run)"), row("effect hash", effectHash),
        ]
        if let account {
            lines.append(row("account", account.reconciled.map { "as it should be, at \($0)" } ?? "not compared yet"))
            lines += account.external.map { row("not ours", $0) }
        }
        lines += remarks.map { row("remark", $0) }
        lines += positions.sorted { $0.key < $1.key }.map { row($0.key, "holds \($0.value)") }
        lines += remainders.sorted { $0.key < $1.key }.map { row($0.key, "\($0.value) left, too little to be sold") }
        return lines.joined(separator: "\n")
    }
}

extension HostStatus {
    /// What strategies left because it is too little to be sold, by symbol; without those that left nothing.
    func remainderTexts(_ manifest: SessionManifest) -> [String: String] {
        let found = zip(manifest.instruments.map(\.symbol), remainders).filter { $0.1.raw != 0 }
        return Dictionary(found.map { ($0.0, $0.1.description) }) { $1 }
    }
}
