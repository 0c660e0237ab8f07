internal import SigmaModel
package import SigmaPorts
package import SigmaTransport
internal import SigmaWire

/// Asks Yahoo for charts, once each, at a pace that it tolerates.
package struct YahooCharts: Sendable {
    private static let group: RateGroup = "chart"

    /// How often charts may be asked for: Yahoo publishes no limit and turns away who asks much faster.
    package static let limits: [RateGroup: [RateLimit]] = [
        group: [RateLimit(2, per: TimeSpan(seconds: 1)), RateLimit(60, per: TimeSpan(seconds: 60))]
    ]

    let clock: any SessionClock
    private let settings: YahooSettings
    private let exchange: any HTTPExchange
    private let budget: RateBudget

    /// What asks.
    ///
    /// - Parameter budget: with ``limits``.
    package init(
        _ settings: YahooSettings, exchange: any HTTPExchange, budget: RateBudget, clock: any SessionClock
    ) {
        self.settings = settings
        self.exchange = exchange
        self.budget = budget
        self.clock = clock
    }

    /// The chart of a symbol between two instants.
    func chart(
        of symbol: String, interval: String, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> YahooChart {
        let query: WireMembers = [
            "period1": "\(from.nanoseconds / 1_000_000_000)", "period2": "\(to.nanoseconds / 1_000_000_000)",
            "interval": interval, "includePrePost": "false", "events": "div,splits,capitalGains",
        ]
        let url = "\(settings.address)/v8/finance/chart/\(WireMembers.encoded(symbol))?\(query.query)"
        do { try await budget.acquire([RateCost(Self.group)], .history) } catch {
            throw GatewayError(
                .unreachable, at: .generic, "yahoo: \(error)", mend: "ask for charts less often, or wait")
        }
        let answer: HTTPAnswer
        do {
            answer = try await exchange.send(
                HTTPCall(
                    .get, url, headers: [("Accept", "application/json"), ("User-Agent", settings.agent)],
                    timeout: settings.timeout))
        } catch {
            throw GatewayError(
                .unreachable, at: .generic, "yahoo: \(error)", mend: "check the machine's network; it is tried again")
        }
        if answer.status == 429 { budget.ban([Self.group], until: clock.now + YahooErrors.pause(answer)) }
        return try YahooErrors.read(answer, of: symbol)
    }
}
