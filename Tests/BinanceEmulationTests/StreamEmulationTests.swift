import SigmaBinance
import SigmaEmulator
import SigmaModel
import SigmaPorts
import SigmaServing
import SigmaTransport
import SigmaWire
import Synchronization
import Testing

@Suite("Streams of the emulator")
struct StreamEmulationTests {
    private final class Reports: Sendable {
        private let list = Mutex<[VenueReport]>([])
        var all: [VenueReport] { list.withLock { $0 } }
        func take(_ report: VenueReport) { list.withLock { $0.append(report) } }
    }

    /// Lets messages pass between the adapter's stream and the emulator until both are quiet.
    private func pump(
        _ stream: BinancePrivateStream, _ link: PumpedLink, _ sink: MessageList, _ session: Int, _ scene: BinanceScene
    ) {
        while true {
            let (questions, messages) = (link.take(), sink.take())
            if questions.isEmpty, messages.isEmpty { return }
            for text in questions { scene.emulator.received(.text(Array(text.utf8)), on: session) }
            for text in messages {
                _ = stream.received(WebSocketMessage(text, receivedAt: scene.clock.now), on: link)
            }
        }
    }

    private func connected(_ scene: BinanceScene) throws -> (
        BinancePrivateStream, PumpedLink, MessageList, Int, Reports
    ) {
        let reports = Reports()
        let stream = BinancePrivateStream(scene.rest) { reports.take($0) }
        let (link, sink) = (PumpedLink(), MessageList())
        let session = try #require(
            scene.emulator.open(WireRequest(path: "/ws-api/v3"), at: .binance, sink: sink))
        stream.opened(link)
        pump(stream, link, sink, session, scene)
        #expect(link.isReady && stream.isReady)
        return (stream, link, sink, session, reports)
    }

    @Test("a changed order is told under its own name, with what it is for")
    func amended() async throws {
        let scene = try BinanceScene()
        try scene.book()
        let (stream, link, sink, session, reports) = try connected(scene)
        _ = await scene.gateway.place(try scene.limit(.buy, 59_000, "0.02", id: "s1-1"))
        let half = try Quantity("0.01")
        _ = await scene.gateway.amend(
            GatewayAmendment(handle: scene.handle("s1-1"), quantity: half, limitPrice: nil))
        pump(stream, link, sink, session, scene)
        let orders = reports.all.compactMap { if case .order(let order) = $0 { order } else { nil } }
        #expect(orders.map(\.clientID) == ["s1-1", "s1-1"] && orders.allSatisfy { $0.status == .open })
        #expect(orders.map(\.quantity) == [half + half, half])
    }

    @Test("the account's stream tells orders, executions and balances as they happen")
    func account() async throws {
        let scene = try BinanceScene()
        try scene.book()
        let (stream, link, sink, session, reports) = try connected(scene)
        #expect(reports.all == [.connected(BinanceScene.start)])
        _ = await scene.gateway.place(try scene.limit(.buy, 59_000, "0.01", id: "s1-1"))
        try scene.trade(58_000, "1", .sell)
        let total = OrderRequest.marketBuy(spending: try Money("600"), on: BinanceScene.market)
        _ = await scene.gateway.place(
            GatewayOrder(clientID: "s1-2", symbol: BinanceScene.symbol, kind: .spot, request: total))
        _ = await scene.gateway.place(try scene.limit(.sell, 70_000, "0.01", id: "s1-3"))
        _ = await scene.gateway.cancel(scene.handle("s1-3"))
        pump(stream, link, sink, session, scene)
        var last: [String: OrderReport] = [:]
        var fills: [FillReport] = []
        var balances: [String: BalanceReport] = [:]
        for report in reports.all {
            switch report {
            case .order(let order): last[order.clientID] = order
            case .fill(let fill): fills.append(fill)
            case .balances(let list): for balance in list { balances[balance.asset] = balance }
            case .connected: continue
            case .disconnected, .unreadable: Issue.record("\(report)")
            }
        }
        #expect(last["s1-1"]?.status == .filled && last["s1-2"]?.status == .filled)
        #expect(last["s1-3"]?.status == .canceled)
        let truth = try #require(scene.emulator.truth(of: "main", at: .binance))
        #expect(fills.map(\.tradeID) == truth.fills.map { "\($0.number)" })
        #expect(fills.map(\.fee) == truth.fills.map(\.fee.raw))
        let known = Dictionary(uniqueKeysWithValues: try await scene.gateway.balances().map { ($0.asset, $0) })
        #expect(balances["USDT"] == known["USDT"] && balances["BTC"] == known["BTC"])
    }

    @Test("orders go over the WebSocket API and are answered as over REST")
    func orders() async throws {
        let scene = try BinanceScene()
        try scene.book()
        let (stream, link, sink, session, _) = try connected(scene)
        let body = try BinanceOrderBody(try scene.limit(.buy, 59_000, "0.01", id: "s1-1"))
        async let reply = stream.ask(.place(body))
        while scene.emulator.truth(of: "main", at: .binance)?.orders.isEmpty ?? true {
            pump(stream, link, sink, session, scene)
            await Task.yield()
        }
        pump(stream, link, sink, session, scene)
        let answer = try BinanceAnswers.placed(try await reply.result.get())
        #expect(answer.report?.clientID == "s1-1" && answer.report?.status == .open)
    }

    @Test("market streams give every trade and a book that is the venue's, also where changes are missed")
    func market() async throws {
        let scene = try BinanceScene()
        try scene.book()
        var interest = BinanceInterest()
        interest.books = true
        let subscription = BinanceSubscription([BinanceScene.symbol], interest)
        let address = subscription.address("")
        let sink = MessageList()
        let query = String(try #require(address.split(separator: "?").last))
        _ = scene.emulator.open(WireRequest(path: "/stream", query: query), at: .binance, sink: sink)
        let decoder = BinanceDecoder(BinanceSymbols([(BinanceScene.symbol, BinanceScene.market)]))
        var market = BinanceMarket([BinanceScene.market], interest)
        var ids: [UInt64] = []
        var book: [Side: [Price: Quantity]] = [.buy: [:], .sell: [:]]
        var questions = market.opened().questions
        for round in 1...60 {
            try scene.trade(60_000, "0.00\(round % 9 + 1)", round % 2 == 0 ? .buy : .sell)
            try scene.book(
                bids: [(59_999 - Int64(round % 5), "0.\(round)"), (59_900, "2")],
                asks: [(60_000 + Int64(round % 3), "1")])
            let messages = sink.take().filter { _ in round % 7 != 0 }
            for text in messages {
                let message = try Array(text.utf8).withUnsafeBytes {
                    try decoder.decode(JSONCursor($0), at: scene.clock.now)
                }
                let outcome = market.take(message)
                questions += outcome.questions
                note(outcome, &ids, &book)
            }
            for question in questions {
                questions.removeFirst()
                let outcome = try await answer(question, scene, &market)
                questions += outcome.questions
                note(outcome, &ids, &book)
            }
        }
        #expect(ids == Array((ids.first ?? 0)...60))
        let snapshot = try BinanceAnswers.depth(
            try await scene.rest.read(.depth(BinanceScene.symbol, limit: 100)), of: BinanceScene.market)
        var venue: [Side: [Price: Quantity]] = [.buy: [:], .sell: [:]]
        for level in snapshot.levels { venue[level.side]?[level.price] = level.quantity }
        #expect(book == venue)
    }

    private func note(
        _ outcome: BinanceMarket.Outcome, _ ids: inout [UInt64], _ book: inout [Side: [Price: Quantity]]
    ) {
        for item in outcome.items {
            if case .trade(let trade) = item.event { ids.append(trade.id) }
            guard case .book(let level) = item.event else { continue }
            if level.flags.contains(.snapshot) { book = [.buy: [:], .sell: [:]] }
            book[level.side]?[level.price] = level.quantity.raw == 0 ? nil : level.quantity
        }
    }

    private func answer(
        _ question: BinanceMarket.Question, _ scene: BinanceScene, _ market: inout BinanceMarket
    ) async throws -> BinanceMarket.Outcome {
        switch question {
        case .trades(let instrument, let from, _):
            let body = try await scene.rest.read(.historicalTrades(BinanceScene.symbol, from: from, limit: 1_000))
            let page = try BinanceAnswers.trades(body, of: instrument)
            return market.take(page: page, of: instrument, isFull: page.count == 1_000)
        case .snapshot(let instrument, _):
            let body = try await scene.rest.read(.depth(BinanceScene.symbol, limit: 1_000))
            return market.take(try BinanceAnswers.depth(body, of: instrument), of: instrument, at: scene.clock.now)
        }
    }

    @Test("the server pings every 20 s and ends a connection that does not answer with the same payload")
    func pings() throws {
        let scene = try BinanceScene()
        let (answering, silent) = (MessageList(), MessageList())
        let first = try #require(scene.emulator.open(WireRequest(path: "/ws"), at: .binance, sink: answering))
        _ = try #require(scene.emulator.open(WireRequest(path: "/ws"), at: .binance, sink: silent))
        for _ in 0..<6 {
            scene.clock.advance(by: TimeSpan(seconds: 20))
            try scene.emulator.tick()
            if let payload = answering.pings.last { scene.emulator.received(.pong(payload), on: first) }
        }
        #expect(answering.ending == nil && answering.pings.count == 6)
        #expect(silent.ending == "close 1008")
    }

    @Test("subscriptions, their list, and what is no request")
    func control() throws {
        let scene = try BinanceScene()
        let sink = MessageList()
        let session = try #require(scene.emulator.open(WireRequest(path: "/ws/0"), at: .binance, sink: sink))
        for text in [
            #"{"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@kline_1m"],"id":1}"#,
            #"{"method":"LIST_SUBSCRIPTIONS","id":"a"}"#, #"{"method":"JUMP","id":3}"#, "nonsense",
        ] { scene.emulator.received(.text(Array(text.utf8)), on: session) }
        let answers = sink.take()
        #expect(answers[0] == #"{"result":null,"id":1}"#)
        #expect(answers[1] == #"{"result":["btcusdt@trade","btcusdt@kline_1m"],"id":"a"}"#)
        #expect(answers[2].hasPrefix(#"{"code":2,"#) && answers[3].hasPrefix(#"{"code":3,"#))
        let listenKey = scene.emulator.answer(WireRequest(method: "POST", path: "/api/v3/userDataStream"), at: .binance)
        #expect(listenKey.status == 410)
    }
}
