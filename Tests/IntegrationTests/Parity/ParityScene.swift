import Foundation
import SigmaConfiguration
import SigmaEmulator
import SigmaEngine
import SigmaHistory
import SigmaJournal
import SigmaModel
import SigmaObservability
import SigmaPorts
import SigmaRuntime
import SigmaServing
import SigmaSimulation
import TestServers
import TestVenues

@testable import SigmaCLI

/// One market, and a session that trades it in a backtest, simulated, and live at an emulated venue.
struct ParityScene {
    /// How a session came out.
    struct Outcome: Equatable {
        let effects: EffectHash
        let orders: UInt64
        let fills: UInt64
        let owned: [Int128]
    }

    let venue: Venue
    let kind: InstrumentKind
    let symbol: String
    let trades: [Trade]

    /// A market that wanders by the venue's ticks, four trades a second.
    init(_ venue: Venue, _ kind: InstrumentKind, seed: UInt64, count: Int) throws {
        self.venue = venue
        self.kind = kind
        let isWon = venue == .upbit
        symbol = isWon ? "KRW-BTC" : "BTCUSDT"
        var random = SplitMix64(seed: seed)
        let step = isWon ? 1_000 * FixedPoint.one : 10 * FixedPoint.one / 100
        var ticks: Int64 = isWon ? 90_000 : 600_000
        let start = Timestamp(milliseconds: 1_767_225_600_000)
        trades = (0..<count).map { number in
            ticks += Int64(random.number(in: -40...40)) * (isWon ? 1 : 8)
            return Trade(
                instrument: InstrumentID(0), time: start + TimeSpan(milliseconds: Int64(number) * 250),
                price: Price(raw: ticks * step), quantity: Quantity(raw: Int128(random.number(in: 1...900)) * 100_000),
                aggressor: random.chance(1, of: 2) ? .buy : .sell, id: UInt64(number + 1))
        }
    }

    private func text(_ folder: ScratchFolder, port: Int, trust: String) throws -> String {
        let isWon = venue == .upbit
        return """
            session: parity
            mode: live
            live: true
            data-directory: \(folder.file("data"))
            account: {currency: \(isWon ? "KRW" : "USDT"), cash: 1}
            feed: {source: venue}
            venue:
              key: file:\(try folder.writePrivate("key", to: "key"))
              secret: file:\(try folder.writePrivate("secret", to: "secret"))
              rest-url: https://localhost:\(port)/\(venue.rawValue)
              stream-url: wss://localhost:\(port)/\(venue.rawValue)
              trust: \(trust)
              clock: market
            instruments: [{venue: \(venue.rawValue), symbol: \(symbol), kind: \(kind)}]
            strategies:
              - {id: cross, name: ema-cross, symbol: \(symbol), timeframe: 1s, sizing: 'percent:30', \
            parameters: {fast: 2, slow: 5}}
              - {id: grid, name: grid, symbol: \(symbol), timeframe: 1s, sizing: '\(isWon ? "total:60000" : "total:60")', \
            parameters: {levels: 3, spacing: 0.001, recenter: 1}}

            """
    }

    private func emulator() throws -> Emulator {
        let instrument = try Instrument(venue: venue, symbol: symbol, kind: kind)
        let account = AccountSettings(
            name: "main", keys: [EmulatedKey(id: "key", proof: .secret("secret"))],
            balances: [instrument.quote: try Quantity(venue == .upbit ? "50000000" : "50000")])
        var settings = VenueSettings(venue, listings: [.init(symbol, kind: kind)], accounts: [account])
        settings.enforcesLimits = false
        return try Emulator(
            EmulatorSettings(
                venues: [settings],
                market: MarketSettings(
                    origin: .script(trades.map { .trade($0) }), speed: 0, history: .zero)),
            clock: SystemClock())
    }

    /// Runs the session live at the emulated venue, step by step; returns what it was founded with as well.
    func live(in folder: ScratchFolder) async throws -> (Outcome, SessionManifest, heard: [Trade]) {
        let certificates = try TestCertificates()
        let tls = ServingTLS(certificates: certificates.certificate.path, key: certificates.key.path)
        let emulator = try emulator()
        var result: (Outcome, SessionManifest, heard: [Trade])?
        try await ServedEmulator.run(emulator, tls: tls) { port in
            let text = try text(folder, port: port, trust: certificates.authority.path)
            let loaded = try ConfigurationLoader.load(text: text, path: "parity.yaml")
            let log = StructuredLog(loaded.configuration.log, hiding: loaded.secrets)
            let connection = try VenueConnection(
                loaded.configuration, clock: SystemClock(), logger: log.logger("market"))
            do {
                let session = try await SteppedSession(loaded, connection, emulator: emulator, venue: venue)
                let heard = try await session.play(trades)
                result = (session.outcome, session.manifest, heard)
            } catch {
                await connection.close()
                throw error
            }
            await connection.close()
        }
        guard let result else { throw ProcessFailure("the emulator was never served") }
        return result
    }

    /// The same session as a backtest of some trades.
    func backtest(_ manifest: SessionManifest, _ trades: [Trade]) throws -> Outcome {
        var manifest = manifest
        manifest.opening = nil
        var session = try SessionFactory.session(manifest, recording: .tape)
        for trade in trades {
            session.onTrade(trade)
            session.clearTape()
        }
        let table = try SessionFactory.table(manifest)
        return Outcome(
            effects: session.bot.effectHash, orders: session.bot.orderCount,
            fills: UInt64(session.recorder.fillCount),
            owned: table.assets.indices.map { session.bot.portfolio.ledger.owned(AssetID($0)) })
    }

    /// The same session in simulation, with a journal.
    func simulation(_ manifest: SessionManifest, _ trades: [Trade], in folder: ScratchFolder) async throws -> Outcome {
        var manifest = manifest
        manifest.opening = nil
        let opened = try SessionOpening.open(
            SessionDirectory(URL(filePath: folder.file("simulated"))), wanted: manifest,
            journal: JournalSettings(segmentBytes: 1 << 20))
        let inputs = EngineInputs(queueCapacity: 64, requests: nil, registry: PrometheusRegistry())
        let host = EngineHost(opened, inputs: inputs, settings: EngineSettings(), clock: SystemClock())
        try await TradingService(host, feed: TradeList(trades: trades), from: 0, onStop: .keep).run()
        return Outcome(host.board.current)
    }
}

extension ParityScene.Outcome {
    init(_ status: HostStatus) {
        self.init(effects: status.effectHash, orders: status.orders, fills: status.fills, owned: status.owned)
    }
}

/// A market that is a list.
private struct TradeList: MarketFeed {
    let name = "list"
    let trades: [Trade]

    func run(from position: UInt64, into sink: some MarketSink) async throws {
        for trade in trades.dropFirst(Int(position)) {
            try await sink.take(FeedItem(event: .trade(trade), receivedAt: nil, handedOver: .zero))
        }
    }
}
