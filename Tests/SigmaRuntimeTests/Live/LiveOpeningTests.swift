import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

/// What an account must be like before a session begins in it.
@Suite("Beginning of live sessions")
struct LiveOpeningTests {
    /// Lists what it is asked for, by the program's own rules.
    private struct Catalog: VenueCatalog {
        let venue = Venue.bybit

        func instruments(
            _ symbols: [String], kind: InstrumentKind
        ) async throws(GatewayError) -> [VenueInstrument] {
            symbols.compactMap { try? Instrument(venue: venue, symbol: $0, kind: kind) }
                .map { VenueInstrument(instrument: $0, isOpen: true) }
        }

        func time() async throws(GatewayError) -> VenueTime { VenueTime(time: .epoch, asked: .epoch, answered: .epoch) }

        func candles(
            of symbol: String, kind: InstrumentKind, timeframe: Timeframe, from: Timestamp, to: Timestamp
        ) async throws(GatewayError) -> CandlePage { CandlePage(candles: [], next: nil) }
    }

    private func opened(held: [PositionReport]) async throws -> SessionManifest {
        var manifest = try HostScene().manifest
        manifest.instruments = [SessionManifest.InstrumentEntry(venue: .bybit, symbol: "BTCUSDT", kind: .linear)]
        let venue = LockstepVenue(
            try SessionFactory.table(manifest), cash: try Money("500"), start: HostScene.start, trades: [], held: held,
            settle: {})
        return try await LiveOpening.complete(manifest, gateway: venue, catalog: Catalog())
    }

    @Test("a flat account's cash is the session's; flat contracts may be listed")
    func flat() async throws {
        let flat = PositionReport(symbol: "BTCUSDT", quantity: .zero, cost: .zero)
        let manifest = try await opened(held: [flat])
        #expect(try manifest.cash == Money("500"))
        #expect(manifest.opening?.balances["USDT"] == "500")
    }

    @Test("no session begins in a contract that is held; others do not matter")
    func held() async throws {
        let half = try Quantity("-0.5")
        let position = PositionReport(symbol: "BTCUSDT", quantity: half, cost: try Money("-50000"))
        await #expect(throws: LiveOpeningError.held("BTCUSDT", half)) { try await opened(held: [position]) }
        let other = PositionReport(symbol: "ETHUSDT", quantity: half, cost: try Money("-1000"))
        #expect(try await opened(held: [other]).opening != nil)
    }
}
