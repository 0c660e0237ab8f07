internal import Foundation
internal import SigmaModel
internal import SigmaObservability
internal import SigmaRuntime

/// A running session in a few lines of text.
struct ProgressView {
    private static let bars = Array("▁▂▃▄▅▆▇█")
    private static let history = 48

    private let manifest: SessionManifest
    private let title: String
    private var prices: [Double] = []
    private var lastEvents: UInt64 = 0
    private var lastTime: TimeSpan
    private var rate = 0.0

    init(_ manifest: SessionManifest, title: String, start: TimeSpan) {
        self.manifest = manifest
        self.title = title
        lastTime = start
    }

    /// The block for a terminal.
    mutating func lines(_ status: HostStatus, _ inputs: EngineInputs, now: TimeSpan) -> [String] {
        measure(status, now)
        let entry = manifest.strategies[0]
        let symbol = manifest.instruments[entry.instrument].symbol
        let price = status.prices[entry.instrument]
        let position = status.positions[0]
        return [
            "\(title) · strategy \(entry.name) \(entry.timeframe) · Ctrl-C ends it",
            row("market", "\(status.now)   \(symbol) \(price)   \(sparkline)"),
            row(
                "account",
                "equity \(Self.money(status.equity))   profit \(Self.change(status))   fees \(Self.money(status.fees))"),
            row("position", position.raw == 0 ? "flat" : "\(position), worth \(Self.worth(position, price))"),
            row(
                "orders",
                "\(status.orders) sent, \(status.workingOrders) working, \(status.fills) fills, \(status.denials) denied, "
                    + "\(status.signals) signals"),
            row("latency", latency(inputs)),
            row(
                "engine",
                "\(String(format: "%.0f", rate)) events/s, \(status.marketEvents) events, \(status.sequence) journal records"
            ),
        ]
    }

    /// One line, for logs and pipes.
    func line(_ status: HostStatus, _ inputs: EngineInputs) -> String {
        "\(status.now) equity \(Self.money(status.equity)) (\(Self.change(status))), \(status.fills) fills, "
            + "\(status.marketEvents) events"
    }

    private mutating func measure(_ status: HostStatus, _ now: TimeSpan) {
        let seconds = Double((now - lastTime).nanoseconds) / 1e9
        if seconds > 0 { rate = Double(status.marketEvents - min(lastEvents, status.marketEvents)) / seconds }
        if lastEvents == 0 { rate = 0 }
        (lastEvents, lastTime) = (status.marketEvents, now)
        let price = status.prices[manifest.strategies[0].instrument].double
        if price > 0 { prices.append(price) }
        if prices.count > Self.history { prices.removeFirst() }
    }

    private var sparkline: String {
        guard let low = prices.min(), let high = prices.max(), high > low else { return "" }
        return String(prices.map { Self.bars[Int(($0 - low) / (high - low) * 7.999)] })
    }

    private func latency(_ inputs: EngineInputs) -> String {
        let decision = inputs.meters.tickToDecision.snapshot()
        let effect = inputs.meters.tickToEffect.snapshot()
        guard !decision.isEmpty else { return "nothing measured yet" }
        let first = "decision \(Self.span(decision.p50)) median, \(Self.span(decision.p99)) p99"
        return effect.isEmpty
            ? first : "\(first); order recorded \(Self.span(effect.p50)) median, \(Self.span(effect.p99)) p99"
    }

    private func row(_ name: String, _ value: String) -> String {
        "  " + name.padding(toLength: 9, withPad: " ", startingAt: 0) + " " + value
    }

    private static func span(_ nanoseconds: Int64) -> String {
        nanoseconds < 1_000_000
            ? String(format: "%.1f µs", Double(nanoseconds) / 1e3)
            : String(format: "%.2f ms", Double(nanoseconds) / 1e6)
    }

    private static func change(_ status: HostStatus) -> String {
        let profit = status.equity - status.deposited
        let share = status.deposited.double > 0 ? profit.double / status.deposited.double * 100 : 0
        return String(format: "%+.2f %%", share)
    }

    private static func worth(_ position: Quantity, _ price: Price) -> String {
        money(Money(price: price, quantity: position, rounding: .down))
    }

    /// An amount in whole units, grouped by thousands.
    private static func money(_ amount: Money) -> String {
        let digits = String((amount.raw / Int128(FixedPoint.one)).magnitude)
        var grouped = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return amount.raw < 0 ? "-\(grouped)" : grouped
    }
}
