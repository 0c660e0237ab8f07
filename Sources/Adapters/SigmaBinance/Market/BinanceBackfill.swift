internal import SigmaModel
internal import SigmaPorts
internal import SigmaWire

/// Asks for what a feed missed, and puts the answers into its inbox.
struct BinanceBackfill: Sendable {
    let rest: BinanceREST
    let symbols: [InstrumentID: String]
    let inbox: BinanceInbox

    /// Trades that one answer holds.
    private static let pageLimit = 1_000
    /// How long to wait for an archive that lags behind the streams.
    private static let lag = TimeSpan(milliseconds: 500)

    /// Asks until there is an answer, with growing waits; gives trades up after the settings' patience.
    func ask(_ question: BinanceMarket.Question) async throws {
        switch question {
        case .trades(let instrument, let from, let isLater):
            if isLater { try await rest.clock.sleep(until: rest.clock.now + Self.lag) }
            try await trades(instrument, from: from)
        case .snapshot(let instrument, let isAgain):
            if isAgain { try await rest.clock.sleep(until: rest.clock.now + Self.lag) }
            try await snapshot(instrument)
        }
    }

    private func trades(_ instrument: InstrumentID, from id: UInt64) async throws {
        guard let symbol = symbols[instrument] else { return }
        let end = rest.clock.now + rest.settings.fillPatience
        let call = BinanceCall.historicalTrades(symbol, from: id, limit: Self.pageLimit)
        var backoff = backoff(seed: id)
        while true {
            try Task.checkCancellation()
            do throws(BinanceFailure) {
                let page = try BinanceGateway.read(try await rest.read(call)) { (bytes) throws(WireError) in
                    try BinanceAnswers.trades(bytes, of: instrument)
                }
                return inbox.post(.trades(page, instrument, isFull: page.count >= Self.pageLimit))
            } catch {
                guard rest.clock.now < end else { return inbox.post(.noTrades(instrument, Self.text(error))) }
                try await wait(error, &backoff)
            }
        }
    }

    private func snapshot(_ instrument: InstrumentID) async throws {
        guard let symbol = symbols[instrument] else { return }
        let call = BinanceCall.depth(symbol, limit: rest.settings.snapshotDepth)
        var backoff = backoff(seed: UInt64(instrument.index.magnitude))
        while true {
            try Task.checkCancellation()
            do throws(BinanceFailure) {
                let snapshot = try BinanceGateway.read(try await rest.read(call)) { (bytes) throws(WireError) in
                    try BinanceAnswers.depth(bytes, of: instrument)
                }
                return inbox.post(.snapshot(snapshot, instrument))
            } catch {
                try await wait(error, &backoff)
            }
        }
    }

    private func backoff(seed: UInt64) -> Backoff {
        Backoff(
            first: TimeSpan(milliseconds: 250), limit: TimeSpan(seconds: 15), seed: rest.settings.seed ^ seed)
    }

    private func wait(_ failure: BinanceFailure, _ backoff: inout Backoff) async throws {
        var span = backoff.next()
        if let wait = BinanceErrors.gatewayError(failure).retryAfter { span = max(span, wait) }
        try await rest.clock.sleep(until: rest.clock.now + span)
    }

    private static func text(_ failure: BinanceFailure) -> String { "\(BinanceErrors.gatewayError(failure))" }
}
