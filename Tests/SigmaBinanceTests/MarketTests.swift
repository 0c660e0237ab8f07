import SigmaBinance
import SigmaModel
import Testing

private let first = InstrumentID(2)
private let second = InstrumentID(5)

private func trade(_ id: UInt64, _ instrument: InstrumentID = first) -> Trade {
    Trade(
        instrument: instrument, time: Timestamp(milliseconds: Int64(id)), price: Price(raw: 1),
        quantity: Quantity(raw: 1), aggressor: .buy, id: id)
}

private func quote(_ update: UInt64, _ instrument: InstrumentID = first) -> BinanceMessage {
    .quote(
        Quote(
            instrument: instrument, time: Timestamp(milliseconds: Int64(update)), bid: Price(raw: 1),
            bidQuantity: Quantity(raw: 1), ask: Price(raw: 2), askQuantity: Quantity(raw: 1)), update: update)
}

private func change(_ first: UInt64, _ last: UInt64, _ instrument: InstrumentID) -> BinanceMessage {
    let time = Timestamp(milliseconds: Int64(last))
    return .depth(
        BinanceDepth(
            instrument: instrument, firstID: first, lastID: last, time: time,
            levels: [
                BookUpdate(
                    instrument: instrument, time: time, side: .buy, price: Price(raw: 5), quantity: Quantity(raw: 1))
            ]))
}

private func snapshot(_ last: UInt64) -> BinanceSnapshot {
    BinanceSnapshot(
        lastID: last,
        levels: [
            BookUpdate(
                instrument: first, time: .epoch, side: .buy, price: Price(raw: 4), quantity: Quantity(raw: 1), flags: []
            )
        ])
}

extension BinanceMarket.Outcome {
    fileprivate var tradeIDs: [UInt64] {
        items.compactMap { if case .trade(let trade) = $0.event { trade.id } else { nil } }
    }
}

@Suite("Markets put together")
struct MarketTests {
    private let all: BinanceInterest = {
        var interest = BinanceInterest()
        interest.books = true
        interest.candles = [.oneMinute]
        return interest
    }()

    @Test("a first connection asks for books, and for trades only behind those of an earlier process")
    func opening() {
        var market = BinanceMarket([first, second], all, lastTrades: [second: 40])
        #expect(!market.isWhole)
        let outcome = market.opened()
        #expect(
            outcome.questions == [
                .snapshot(first, isAgain: false), .snapshot(second, isAgain: false),
                .trades(second, from: 41, isLater: false),
            ])
        #expect(market.take(page: [trade(41, second)], of: second, isFull: false).tradeIDs == [41])
        _ = market.take(snapshot(1), of: first, at: .epoch)
        #expect(!market.isWhole)
        _ = market.take(snapshot(1), of: second, at: .epoch)
        #expect(market.isWhole)
    }

    @Test("a cut empties whole books, and the next connection asks for what is missing")
    func cutting() {
        var market = BinanceMarket([first], all)
        _ = market.opened()
        _ = market.take(snapshot(10), of: first, at: .epoch)
        #expect(market.take(.trade(trade(7))).tradeIDs == [7])
        #expect(market.take(quote(50)).items.count == 1)
        let cut = market.closed()
        #expect(cut.items.count == 1 && cut.items[0].gap == 0 && cut.questions.isEmpty)
        let opened = market.opened()
        #expect(opened.questions == [.snapshot(first, isAgain: false), .trades(first, from: 8, isLater: false)])
        #expect(market.take(.trade(trade(10))).tradeIDs.isEmpty)
        #expect(market.take(page: [trade(8), trade(9)], of: first, isFull: false).tradeIDs == [8, 9, 10])
        #expect(market.take(quote(40)).items.count == 1)
    }

    @Test("of two connections that overlap, what both tell comes once")
    func overlapping() {
        var market = BinanceMarket([first], all)
        _ = market.opened()
        _ = market.take(snapshot(10), of: first, at: .epoch)
        #expect(market.take(.trade(trade(7))).tradeIDs == [7])
        #expect(market.opened().questions.isEmpty)
        #expect(market.take(.trade(trade(7))).items.isEmpty)
        #expect(market.take(change(11, 12, first)).items.count == 1)
        #expect(market.take(change(11, 12, first)).items.isEmpty)
        #expect(market.take(quote(50)).items.count == 1)
        #expect(market.take(quote(50)).items.isEmpty)
        let candle = Candle(
            instrument: first, timeframe: .oneMinute, openTime: .epoch, open: Price(raw: 1), high: Price(raw: 1),
            low: Price(raw: 1), close: Price(raw: 1), volume: .zero)
        #expect(market.take(.candle(candle, isClosed: false)).items.isEmpty)
        #expect(market.take(.candle(candle, isClosed: true)).items.count == 1)
        #expect(market.take(.candle(candle, isClosed: true)).items.isEmpty)
        #expect(market.closed() == BinanceMarket.Outcome())
        #expect(market.take(change(13, 13, first)).items.count == 1)
    }

    @Test("a change that is missing empties the book, tells a gap and asks for a snapshot")
    func bookGap() {
        var market = BinanceMarket([first, second], all)
        _ = market.opened()
        _ = market.take(snapshot(10), of: first, at: .epoch)
        let outcome = market.take(change(15, 16, first))
        #expect(outcome.items.count == 1 && outcome.items[0].gap == 0)
        #expect(outcome.questions == [.snapshot(first, isAgain: false)])
        #expect(market.take(snapshot(12), of: first, at: .epoch).questions == [.snapshot(first, isAgain: true)])
        #expect(market.take(snapshot(14), of: first, at: .epoch).items.map(\.gap) == [nil, nil])
    }

    @Test("a message that cannot be read breaks every book and tells a gap of every instrument")
    func unreadable() {
        var market = BinanceMarket([first, second], all)
        _ = market.opened()
        _ = market.take(snapshot(10), of: first, at: .epoch)
        let outcome = market.missed()
        #expect(outcome.items.count == 1)
        #expect(outcome.questions == [.snapshot(first, isAgain: false)])
        #expect(market.take(quote(5, second)).items[0].gap == 0)
        #expect(market.take(quote(6, second)).items[0].gap == nil)
    }

    @Test("trades that cannot be had are told as lost, before those that waited")
    func givingUp() {
        var market = BinanceMarket([first], BinanceInterest())
        _ = market.opened()
        _ = market.take(.trade(trade(1)))
        #expect(market.take(.trade(trade(5))).questions == [.trades(first, from: 2, isLater: false)])
        let outcome = market.giveUp(first)
        #expect(outcome.tradeIDs == [5] && outcome.items[0].gap == 3)
        #expect(market.giveUp(first) == BinanceMarket.Outcome())
        #expect(market.take(.trade(trade(6))).items[0].gap == nil)
    }

    @Test("a feed that is taken up late tells that something is missing")
    func late() {
        var market = BinanceMarket([first], BinanceInterest(), isLate: true)
        _ = market.opened()
        #expect(market.take(.trade(trade(1))).items[0].gap == 0)
        #expect(market.take(.trade(trade(2))).items[0].gap == nil)
        #expect(market.take(.trade(trade(3, InstrumentID(77)))).items.isEmpty)
    }
}

@Suite("Subscriptions")
struct SubscriptionTests {
    @Test("few streams are named in the address, further ones in confirmed messages of a hundred")
    func streams() {
        var interest = BinanceInterest()
        let few = BinanceSubscription(["BTCUSDT", "ETHUSDT"], interest)
        #expect(
            few.address("wss://x:9443")
                == "wss://x:9443/stream?streams=btcusdt@trade/btcusdt@bookTicker/ethusdt@trade/ethusdt@bookTicker"
                + "&timeUnit=MICROSECOND")
        #expect(few.requests.isEmpty)
        interest.books = true
        interest.candles = [.oneMinute, .oneDay]
        let many = BinanceSubscription((0..<61).map { "A\($0)USDT" }, interest)
        #expect(many.streams.count == 305)
        #expect(many.streams[2...4] == ["a0usdt@depth@100ms", "a0usdt@kline_1m", "a0usdt@kline_1d"])
        #expect(many.requests.map(\.id) == [1, 2, 3])
        #expect(
            many.requests[2].text
                == #"{"method":"SUBSCRIBE","params":["a60usdt@trade","a60usdt@bookTicker","a60usdt@depth@100ms","a60usdt@kline_1m","a60usdt@kline_1d"],"id":3}"#
        )
    }
}
