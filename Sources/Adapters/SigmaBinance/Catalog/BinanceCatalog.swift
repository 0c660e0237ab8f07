package import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

/// Binance's public information about spot: instruments with their rules, its clock, past candles.
package struct BinanceCatalog: VenueCatalog {
    package var venue: Venue { .binance }
    let rest: BinanceREST

    /// A catalog that asks by a client.
    package init(_ rest: BinanceREST) { self.rest = rest }

    package func instruments(
        _ symbols: [String], kind: InstrumentKind
    ) async throws(GatewayError) -> [VenueInstrument] {
        try BinanceCatalog.demandSpot(kind)
        guard !symbols.isEmpty else { return [] }
        let info: BinanceExchangeInfo
        do throws(BinanceFailure) { info = try await ask(symbols) } catch {
            throw await located(error, in: symbols)
        }
        for (group, limits) in info.limits { rest.budget.setLimits(limits, of: group) }
        return try symbols.map { symbol throws(GatewayError) in
            guard let found = info.symbols.first(where: { $0.instrument.symbol == symbol }) else {
                throw BinanceCatalog.unknown(symbol)
            }
            return found
        }
    }

    package func time() async throws(GatewayError) -> VenueTime {
        do throws(BinanceFailure) { return try await rest.time() } catch { throw BinanceErrors.gatewayError(error) }
    }

    private func ask(_ symbols: [String]) async throws(BinanceFailure) -> BinanceExchangeInfo {
        let body = try await rest.read(.exchangeInfo(symbols))
        return try BinanceGateway.read(body) { (bytes) throws(WireError) in
            try BinanceExchangeInfo(bytes, wanted: Set(symbols))
        }
    }

    /// The error with the name of the symbol that does not exist, which Binance does not tell of several.
    private func located(_ failure: BinanceFailure, in symbols: [String]) async -> GatewayError {
        let error = BinanceErrors.gatewayError(failure)
        guard error.kind == .unknownMarket else { return error }
        if symbols.count == 1 { return BinanceCatalog.unknown(symbols[0]) }
        for symbol in symbols {
            do throws(BinanceFailure) { _ = try await ask([symbol]) } catch {
                guard BinanceErrors.gatewayError(error).kind == .unknownMarket else { break }
                return BinanceCatalog.unknown(symbol)
            }
        }
        return error
    }

    private static func unknown(_ symbol: String) -> GatewayError {
        GatewayError(
            .unknownMarket, at: .binance, "there is no market '\(BinanceRefusal.shown(symbol))'",
            mend: "check the symbol; Binance's look like BTCUSDT")
    }

    static func demandSpot(_ kind: InstrumentKind) throws(GatewayError) {
        guard kind == .spot else {
            throw GatewayError(
                .invalid, at: .binance, "contracts are not traded here", mend: "set the instrument's kind to spot")
        }
    }
}
