internal import Foundation
internal import SigmaModel
internal import SigmaRuntime

extension ParityCertificate {
    /// The certificate for a terminal.
    var text: String {
        func row(_ name: String, _ value: String) -> String {
            "  " + name.padding(toLength: 16, withPad: " ", startingAt: 0) + " " + value
        }
        var lines = [
            isGreen
                ? "PARITY: green. The backtest took every decision of session '\(session)' again."
                : "PARITY: RED. The backtest does not decide as session '\(session)' did.",
            row("records", "\(to) (\(marketEvents) market events, \(commands) commands, \(presets) preset changes)"),
            row("period", first.map { "\($0) … \(last)" } ?? "nothing happened yet"),
            row("compared", "\(outputs) outputs (\(orders) orders, \(fills) fills), \(checkpoints) fingerprints"),
            row("starts", "\(starts)"),
        ]
        if lostMessages > 0 { lines.append(row("lost by the feed", "\(lostMessages) messages")) }
        lines.append(row("effect hash", effectHash.description))
        lines.append(row("equity", equity.description))
        let speed = seconds > 0 ? Double(marketEvents) / seconds / 1e6 : 0
        lines.append(row("replayed in", String(format: "%.3f s (%.1f million events a second)", seconds, speed)))
        if let divergence { lines += ["", "\(divergence)"] }
        return lines.joined(separator: "\n")
    }
}

/// The certificate as JSON.
struct CertificateJSON: Encodable {
    let parity, session, program, effectHash, equity: String
    let first: String?
    let last: String
    let records, marketEvents, outputs, orders, fills, checkpoints, commands, presets, starts, lostMessages: UInt64
    let seconds: Double
    let divergence: String?

    init(_ certificate: ParityCertificate) {
        parity = certificate.isGreen ? "green" : "red"
        session = certificate.session
        program = certificate.program
        effectHash = certificate.effectHash.description
        equity = certificate.equity.description
        first = certificate.first?.description
        last = certificate.last.description
        records = certificate.to
        marketEvents = certificate.marketEvents
        outputs = certificate.outputs
        orders = certificate.orders
        fills = certificate.fills
        checkpoints = certificate.checkpoints
        commands = certificate.commands
        presets = certificate.presets
        starts = certificate.starts
        lostMessages = certificate.lostMessages
        seconds = certificate.seconds
        divergence = certificate.divergence.map { "\($0)" }
    }
}
