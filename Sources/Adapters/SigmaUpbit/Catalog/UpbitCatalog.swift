package import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

/// What Upbit tells everybody: markets, their rules, past candles, the time.
package struct UpbitCatalog: VenueCatalog {
    package let venue = Venue.upbit
    let rest: UpbitREST

    /// A catalog; with a key it tells the account's own fees and limits too.
    package init(_ rest: UpbitREST) { self.rest = rest }

    package func instruments(
        _ symbols: [String], kind: InstrumentKind
    ) async throws(GatewayError) -> [VenueInstrument] {
        guard kind == .spot else {
            throw GatewayError(
                .unknownMarket, at: venue, "Upbit has no contracts", mend: "ask for spot markets such as KRW-BTC")
        }
        guard !symbols.isEmpty else { return [] }
        let markets = try await markets()
        for symbol in symbols where markets[symbol] == nil {
            let guess = NearestName.of(symbol, in: markets.keys.sorted()).map { "; did you mean \($0)?" } ?? ""
            throw GatewayError(
                .unknownMarket, at: venue, "there is no market '\(symbol)'\(guess)",
                mend: "use a name that GET /market/all lists, such as KRW-BTC")
        }
        let ticks = try await figures("/orderbook/instruments", symbols, UpbitLimits.books) {
            (body) throws(WireError) in
            try UpbitTickAnswer.read(body)
        }
        let prices = try await figures("/ticker", symbols, UpbitLimits.tickers) { (body) throws(WireError) in
            try UpbitPriceAnswer.read(body)
        }
        var instruments: [VenueInstrument] = []
        for symbol in symbols {
            instruments.append(
                try await instrument(
                    symbol, tick: ticks[symbol], price: prices[symbol], warning: markets[symbol] ?? nil))
        }
        return instruments
    }

    /// The venue's time from the header of a small answer.
    ///
    /// It tells whole seconds; half a second is added, since the answer was made somewhere in that second.
    package func time() async throws(GatewayError) -> VenueTime {
        let request = UpbitRequest.open("/orderbook/instruments", ["markets": "KRW-BTC"], UpbitLimits.books)
        do throws(UpbitFailure) {
            let answer = try await rest.send(request)
            guard answer.hasTime else { throw UpbitFailure.unreadable(WireError("Date", "is missing in the answer")) }
            return VenueTime(
                time: answer.time + TimeSpan(milliseconds: 500), asked: answer.asked, answered: answer.answered)
        } catch { throw UpbitErrors.error(error) }
    }

    private func instrument(
        _ symbol: String, tick: Price?, price: Price?, warning: String?
    ) async throws(GatewayError) -> VenueInstrument {
        guard let tick, let price else {
            throw GatewayError(
                .unreadable, at: venue, "the answers about ticks and prices leave \(symbol) out",
                mend: "try again; if it repeats, the market may be about to open or to be delisted")
        }
        var instrument: Instrument
        do { instrument = try Instrument(venue: .upbit, symbol: symbol) } catch {
            throw GatewayError(.unknownMarket, at: venue, "\(error)", mend: "only markets in KRW are traded here")
        }
        var chance: UpbitChanceAnswer?
        if rest.settings.key != nil {
            do { chance = try await rest.chance(of: symbol) } catch { throw UpbitErrors.error(error) }
        }
        instrument.rules = DatedRules(UpbitRules.live(tick: tick, at: price, chance))
        return VenueInstrument(instrument: instrument, isOpen: chance?.isActive ?? true, warning: warning)
    }

    /// The warning of every market.
    private func markets() async throws(GatewayError) -> [String: String?] {
        let request = UpbitRequest.open("/market/all", ["is_details": "true"], UpbitLimits.markets)
        do {
            let list = try await rest.read(request) { (answer) throws(WireError) in
                try UpbitMarketAnswer.read(answer.body)
            }
            return Dictionary(list.map { ($0.name, $0.warning) }) { first, _ in first }
        } catch { throw UpbitErrors.error(error) }
    }

    private func figures(
        _ path: String, _ symbols: [String], _ group: RateGroup, _ take: ([UInt8]) throws(WireError) -> [String: Price]
    ) async throws(GatewayError) -> [String: Price] {
        let request = UpbitRequest.open(path, ["markets": symbols.joined(separator: ",")], group)
        do {
            return try await rest.read(request) { (answer) throws(WireError) in try take(answer.body) }
        } catch { throw UpbitErrors.error(error) }
    }
}
