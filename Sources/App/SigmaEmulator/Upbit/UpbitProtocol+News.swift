internal import SigmaModel

extension UpbitProtocol {
    func published(_ news: MarketNews, of board: MarketBoard) {
        let now = site.marketTime
        switch news {
        case .trade(let trade):
            tell(board, .trade, .trade) { _, _ in UpbitMessage.trade(trade, board, at: now) }
            tell(board, .ticker, .ticker) { _, _ in UpbitMessage.ticker(board, at: now) }
            noteCandles(trade, board)
        case .book:
            tell(board, .orderbook, .book) { subscription, code in
                UpbitMessage.orderbook(board, level: subscription.level, depth: code.depth, at: now)
            }
        }
    }

    /// Sends a message to every connection that asked for it, written once for each of its forms.
    private func tell(
        _ board: MarketBoard, _ topic: UpbitSubscription.Topic, _ kind: StreamKind,
        _ make: (UpbitSubscription, UpbitSubscription.Code) -> UpbitMessage?
    ) {
        var made: [String: [UInt8]?] = [:]
        for session in site.sessions {
            guard let line = lines[session.number] else { continue }
            for subscription in line.subscriptions where subscription.topic == topic && subscription.wantsRealtime {
                for code in subscription.codes where code.symbol == board.instrument.symbol {
                    let key = "\(line.format.rawValue) \(code.depth) \(subscription.level)"
                    let bytes = made[key] ?? make(subscription, code)?.bytes(line.format, stream: "REALTIME")
                    made[key] = bytes
                    if let bytes { session.sendBinary(bytes, kind) }
                }
            }
        }
    }

    /// Remembers which candle streams a trade changed.
    private func noteCandles(_ trade: BoardTrade, _ board: MarketBoard) {
        var intervals: [CandleInterval] = []
        for session in site.sessions {
            for subscription in lines[session.number]?.subscriptions ?? [] {
                guard case .candle(let interval) = subscription.topic, subscription.wantsRealtime,
                    subscription.concerns(board.instrument.symbol), !intervals.contains(interval)
                else { continue }
                intervals.append(interval)
            }
        }
        for interval in intervals {
            let key = UpbitCandleDesk.Key(instrument: board.id, interval: interval)
            if let closed = candles.note(key, at: trade.time) { tellCandle(key, start: closed) }
        }
        if !site.settings.throttlesStreams { tellCandles(gap: .zero) }
    }

    private func tellCandles(gap: TimeSpan) {
        for (key, start) in candles.takeDue(at: site.marketTime, gap: gap) { tellCandle(key, start: start) }
    }

    private func tellCandle(_ key: UpbitCandleDesk.Key, start: Timestamp) {
        let board = site.market.board(key.instrument)
        let end = key.interval.next(after: start)
        guard let candle = board.candles.newest(key.interval, before: end, count: 1).first else { return }
        tell(board, .candle(key.interval), .candle) { subscription, _ in
            UpbitMessage.candle(candle, subscription.type, board, at: site.marketTime)
        }
    }

    func happened(_ news: AccountNews, to account: EmulatedAccount) {
        switch news {
        case .accepted(let order): tell(order, "wait", nil, account)
        case .filled(let order, let fill): tell(order, "trade", fill, account)
        case .amended: break
        case .ended(let order):
            if order.state == .canceled, order.marks["prevented_volume"] != nil {
                tell(order, "prevented", nil, account)
            }
            tell(order, UpbitOrderText.state(of: order), nil, account)
        case .balances(let balances):
            assetNewsCount += 1
            let message = UpbitMessage.assets(balances, number: assetNewsCount, seed: seed, at: site.marketTime)
            tell(message, .asset, account) { $0.topic == .myAsset }
        }
    }

    private func tell(_ order: EmulatedOrder, _ state: String, _ fill: EmulatedFill?, _ account: EmulatedAccount) {
        let message = UpbitMessage.order(order, state: state, fill: fill, seed: seed, at: site.marketTime)
        tell(message, .order, account) { $0.topic == .myOrder && $0.concerns(order.symbol) }
    }

    private func tell(
        _ message: UpbitMessage, _ kind: StreamKind, _ account: EmulatedAccount,
        _ isWanted: (UpbitSubscription) -> Bool
    ) {
        for session in site.sessions where session.account === account {
            guard let line = lines[session.number], line.subscriptions.contains(where: isWanted) else { continue }
            session.sendBinary(message.bytes(line.format, stream: "REALTIME"), kind)
        }
    }

    func passed() {
        if site.settings.throttlesStreams { tellCandles(gap: TimeSpan(seconds: 1)) }
        let now = site.monotonic
        for session in site.sessions {
            if let limit = site.settings.timing.idleLimit, now - max(session.heardAt, session.toldAt) >= limit {
                session.close(code: 1001, reason: "idle timeout")
                continue
            }
            if let life = site.settings.timing.lifetime, site.wall - session.openedAt >= life {
                session.close(code: 1001, reason: "too old")
                continue
            }
            guard let due = lines[session.number]?.nextStatus, now >= due else { continue }
            lines[session.number]?.nextStatus = due + TimeSpan(seconds: 10)
            session.sendBinary(Array("{\"status\":\"UP\"}".utf8), .control)
        }
    }
}
