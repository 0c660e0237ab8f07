import SigmaBinance
import SigmaEmulator
import SigmaModel
import SigmaPorts
import Synchronization
import TestServers
import Testing

/// Takes everything at once and keeps it.
private final class Collector: MarketSink {
    private let state = Mutex<[FeedItem]>([])
    var items: [FeedItem] { state.withLock { $0 } }
    var trades: [Trade] {
        items.compactMap { if case .trade(let trade) = $0.event { trade } else { nil } }
    }
    func push(_ item: FeedItem) -> Bool {
        state.withLock { $0.append(item) }
        return true
    }
    func room() async throws {}
}

/// What the account's stream reported.
private final class Reports: Sendable {
    private let list = Mutex<[VenueReport]>([])
    var all: [VenueReport] { list.withLock { $0 } }
    func take(_ report: VenueReport) { list.withLock { $0.append(report) } }
    var isConnected: Bool { all.contains { if case .connected = $0 { true } else { false } } }
}

@Suite("Binance over TLS", .serialized, .timeLimit(.minutes(8)))
struct SocketEmulationTests {
    @Test("through cuts, losses, doubles and disorder no trade is missing and none comes twice")
    func completeness() async throws {
        let faults = [
            FaultRule(.cut, venue: .binance, stream: .trade, skip: 150, count: 2),
            FaultRule(.cut, venue: .binance, stream: .book, skip: 60, count: 2),
            FaultRule(.drop, venue: .binance, stream: .trade, probability: 0.01),
            FaultRule(.drop, venue: .binance, stream: .book, probability: 0.02),
            FaultRule(.duplicate, venue: .binance, stream: .trade, probability: 0.02),
            FaultRule(.reorder, venue: .binance, stream: .trade, probability: 0.02),
        ]
        let emulator = try EmulatedVenue.emulator(rate: 200, faults: faults)
        try await EmulatedVenue.withClient(emulator) { rest in
            var interest = BinanceInterest()
            interest.books = true
            let sink = Collector()
            let feed = BinanceMarketFeed(rest, [("BTCUSDT", InstrumentID(0))], interest) { _ in }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await feed.run(from: 0, into: sink) }
                try await eventually("800 trades", within: .seconds(120)) { sink.trades.count >= 800 }
                group.cancelAll()
                do { try await group.waitForAll() } catch is CancellationError {}
            }
            let trades = sink.trades
            #expect(zip(trades, trades.dropFirst()).allSatisfy { $0.id + 1 == $1.id })
            #expect(sink.items.allSatisfy { $0.gap ?? 0 == 0 })
            let first = try #require(trades.first)
            let body = try await rest.read(.historicalTrades("BTCUSDT", from: first.id, limit: 500))
            let archived = try BinanceAnswers.trades(body, of: InstrumentID(0))
            #expect(Array(trades.prefix(500)) == archived)
            #expect(sink.items.contains { $0.gap == 0 })
        }
    }

    @Test("orders over the WebSocket API, their reports and their fills agree with the venue's books")
    func trading() async throws {
        let emulator = try EmulatedVenue.emulator(rate: 50)
        try await EmulatedVenue.withClient(emulator) { rest in
            let gateway = BinanceGateway(rest)
            let reports = Reports()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await gateway.listen { reports.take($0) } }
                try await eventually("the account's stream") { reports.isConnected }
                for number in 1...10 {
                    let request = OrderRequest.market(
                        number % 2 == 0 ? .sell : .buy, try Quantity("0.01"), of: InstrumentID(0))
                    let outcome = await gateway.place(
                        GatewayOrder(clientID: "s1-\(number)", symbol: "BTCUSDT", kind: .spot, request: request))
                    guard case .acknowledged(_, let report?) = outcome else {
                        Issue.record("\(outcome)")
                        continue
                    }
                    #expect(report.status == .filled)
                }
                try await eventually("the order's story") {
                    reports.all.filter { if case .order(let order) = $0 { order.status == .filled } else { false } }
                        .count == 10
                }
                group.cancelAll()
                do { try await group.waitForAll() } catch is CancellationError {}
            }
            let truth = try #require(emulator.truth(of: "main", at: .binance))
            let fills = reports.all.compactMap { if case .fill(let fill) = $0 { fill.tradeID } else { nil } }
            #expect(fills == truth.fills.map { "\($0.number)" })
            for order in truth.orders {
                let handle = OrderHandle(
                    clientID: order.clientID ?? "", venueID: order.venueID, symbol: "BTCUSDT", kind: .spot)
                let asked = try await gateway.fills(of: handle)
                #expect(asked.map(\.tradeID) == truth.fills.filter { $0.order == order.number }.map { "\($0.number)" })
            }
        }
    }
}
