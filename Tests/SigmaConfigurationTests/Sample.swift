import SigmaConfiguration

/// Configurations of tests, loaded under the name `sigma.yaml`.
enum Sample {
    static func load(
        _ text: String, _ environment: [String: String] = [:], options: [String: String] = [:]
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        try ConfigurationLoader.load(text: text, path: "sigma.yaml", environment: environment, options: options)
    }

    /// The errors of a text; empty when it is right.
    static func errors(
        _ text: String, _ environment: [String: String] = [:], options: [String: String] = [:]
    ) -> [String] {
        do throws(ConfigurationFailure) {
            _ = try load(text, environment, options: options)
            return []
        } catch { return error.errors.map(\.description) }
    }

    /// What the live session's secrets are.
    static let keys = ["VENUE_KEY": "public", "VENUE_SECRET": "hidden"]

    /// A live session that is right.
    static let live = """
        mode: live
        live: true
        feed: {source: venue}
        venue: {key: '${VENUE_KEY}', secret: '${VENUE_SECRET}'}
        instruments: [{venue: upbit, symbol: KRW-BTC}]
        strategies:
          - {id: a, name: ema-cross, symbol: KRW-BTC, timeframe: 1h, sizing: 'percent:50'}
        risk: {max-daily-loss: 0.02}

        """
}
