internal import SigmaModel

extension BinanceProtocol {
    func published(_ news: MarketNews, of board: MarketBoard) {
        switch news {
        case .trade(let trade):
            send(board, .trade, .trade) { BinanceEvent(board, self.site, $0).trade(trade) }
            send(board, .trade, .aggregate) { BinanceEvent(board, self.site, $0).aggregate(trade) }
            noteStatistics(board)
        case .book(let book):
            send(board, .ticker, .bookTicker) { BinanceEvent(board, self.site, $0).bookTicker() }
            noteDepth(book, board)
        }
        if !site.settings.throttlesStreams { tellThrottled(isForced: true) }
    }

    /// The streams of an instrument that somebody listens to, each once.
    private func streams(of board: MarketBoard) -> Set<BinanceStream> {
        var streams: Set<BinanceStream> = []
        for line in lines.values { streams.formUnion(line.streams.filter { $0.symbol == board.instrument.symbol }) }
        return streams
    }

    private func noteStatistics(_ board: MarketBoard) {
        for stream in streams(of: board) {
            switch stream.topic {
            case .candle(let interval, _):
                throttle.note(stream.name)
                let begin = interval.start(of: board.lastTrade?.time ?? site.marketTime)
                if let open = throttle.openCandles[stream.name], open != begin {
                    tellCandle(stream, interval, begin: open, isClosed: true, board)
                }
                throttle.openCandles[stream.name] = begin
            case .ticker, .miniTicker, .averagePrice: throttle.note(stream.name)
            default: continue
            }
        }
    }

    private func noteDepth(_ news: BookNews, _ board: MarketBoard) {
        let streams = streams(of: board)
        for stream in streams {
            if case .levels = stream.topic { throttle.note(stream.name) }
        }
        for milliseconds in [Int64(100), 1_000]
        where streams.contains(where: { $0.topic == .depth(milliseconds: milliseconds) }) {
            let key = BinanceDepthDesk.Key(instrument: board.id, milliseconds: milliseconds)
            depths[key, default: BinanceDepthDesk()].add(news)
        }
    }

    /// Tells what is due of the streams that are not told at every change.
    private func tellThrottled(isForced: Bool) {
        let now = site.marketTime
        let keys = depths.keys.sorted { ($0.instrument, $0.milliseconds) < ($1.instrument, $1.milliseconds) }
        for key in keys {
            guard let desk = depths[key] else { continue }
            let span = TimeSpan(milliseconds: key.milliseconds)
            guard isForced || now >= desk.begin.floored(to: span) + span else { continue }
            depths[key] = nil
            let board = site.market.board(key.instrument)
            send(board, .book, .depth(milliseconds: key.milliseconds)) { micro in
                BinanceEvent(board, self.site, micro).depth(desk)
            }
        }
        for board in site.boards {
            for stream in streams(of: board).sorted(by: { $0.name < $1.name }) {
                tellStatistics(stream, board, at: now, isForced: isForced)
            }
        }
    }

    private func tellStatistics(_ stream: BinanceStream, _ board: MarketBoard, at now: Timestamp, isForced: Bool) {
        let gap: Int64 =
            switch stream.topic {
            case .candle(let interval, _): interval == .second ? 1_000 : 2_000
            case .levels(_, let milliseconds): milliseconds
            default: 1_000
            }
        if case .candle(let interval, _) = stream.topic, let begin = throttle.openCandles[stream.name],
            now >= interval.next(after: begin)
        {
            throttle.openCandles[stream.name] = nil
            return tellCandle(stream, interval, begin: begin, isClosed: true, board)
        }
        let span = isForced ? TimeSpan.zero : TimeSpan(milliseconds: gap)
        guard throttle.isDue(stream.name, at: now, gap: span) else { return }
        switch stream.topic {
        case .candle(let interval, _):
            guard let begin = throttle.openCandles[stream.name] else { return }
            tellCandle(stream, interval, begin: begin, isClosed: false, board)
        case .levels(let count, _):
            send(board, .book, stream.topic) { micro in
                BinanceEvent(board, self.site, micro).levels(count)
            }
        case .ticker:
            send(board, .ticker, .ticker) { micro in BinanceEvent(board, self.site, micro).ticker() }
        case .miniTicker:
            send(board, .ticker, .miniTicker) { micro in
                BinanceEvent(board, self.site, micro).miniTicker()
            }
        case .averagePrice:
            send(board, .ticker, .averagePrice) { micro in
                BinanceEvent(board, self.site, micro).averagePrice()
            }
        case .trade, .aggregate, .bookTicker, .depth: return
        }
    }

    private func tellCandle(
        _ stream: BinanceStream, _ interval: CandleInterval, begin: Timestamp, isClosed: Bool, _ board: MarketBoard
    ) {
        let end = interval.next(after: begin)
        guard let candle = board.candles.newest(interval, before: end, count: 1).first, candle.openTime == begin,
            case .candle(_, let name) = stream.topic
        else { return }
        send(board, .candle, stream.topic) { micro in
            BinanceEvent(board, self.site, micro).candle(candle, interval, name: name, isClosed: isClosed)
        }
    }

    private func send(
        _ board: MarketBoard, _ kind: StreamKind, _ topic: BinanceStream.Topic,
        _ make: (Bool) -> [UInt8]
    ) {
        for session in site.sessions {
            guard let line = lines[session.number] else { continue }
            for stream in line.streams where stream.symbol == board.instrument.symbol && stream.topic == topic {
                session.send(line.form(make(line.isMicro), of: stream.name), kind)
            }
        }
    }
}

// MARK: - Accounts and time

extension BinanceProtocol {
    func happened(_ news: AccountNews, to account: EmulatedAccount) {
        switch news {
        case .accepted(let order): report(order, "NEW", to: account)
        case .amended(let order): report(order, "REPLACED", to: account)
        case .filled(let order, let fill):
            guard order.isByTotal else { return report(order, "TRADE", fill: fill, to: account) }
            releaseFill(of: order.number, isLast: false, to: account)
            heldFills[order.number] = (order, fill)
        case .ended(let order):
            releaseFill(of: order.number, isLast: order.state == .filled, to: account)
            switch order.state {
            case .filled, .open: break
            case .canceled: report(order, order.marks["cancel"] == nil ? "EXPIRED" : "CANCELED", to: account)
            case .expired: report(order, "EXPIRED", to: account)
            case .rejected: report(order, "REJECTED", to: account)
            }
        case .balances(let balances):
            tell(account, .asset) { BinanceReport(micro: $0, time: self.site.marketTime).balances(balances) }
        }
    }

    private func releaseFill(of number: UInt64, isLast: Bool, to account: EmulatedAccount) {
        guard let held = heldFills.removeValue(forKey: number) else { return }
        let status = isLast ? "FILLED" : "PARTIALLY_FILLED"
        report(held.order, "TRADE", status: status, fill: held.fill, to: account)
    }

    private func report(
        _ order: EmulatedOrder, _ execution: String, status: String? = nil, fill: EmulatedFill? = nil,
        to account: EmulatedAccount
    ) {
        executionCount += 1
        let number = executionCount
        tell(account, .order) {
            BinanceReport(micro: $0, time: self.site.marketTime)
                .execution(order, execution, status: status, fill: fill, number: number)
        }
    }

    private func tell(_ account: EmulatedAccount, _ kind: StreamKind, _ make: (Bool) -> [UInt8]) {
        for session in site.sessions {
            guard let line = lines[session.number] else { continue }
            for subscription in line.subscriptions where subscription.account === account {
                session.send(BinanceReport.wrapped(make(line.isMicro), subscription: subscription.id), kind)
            }
        }
    }

    func passed() {
        if site.settings.throttlesStreams { tellThrottled(isForced: false) }
        let now = site.monotonic
        let timing = site.settings.timing
        for session in site.sessions {
            if let life = timing.lifetime, site.wall - session.openedAt >= life {
                session.close(code: 1008, reason: "Disconnected after 24 hours")
                continue
            }
            guard var line = lines[session.number], let interval = timing.pingInterval else { continue }
            if let oldest = line.pings.first, now - oldest.sentAt >= timing.pongLimit {
                session.close(code: 1008, reason: "Pong timeout")
                continue
            }
            guard now - line.pingedAt >= interval else { continue }
            let payload = Array("\(BinanceFormat.number(site.wall))".utf8)
            line.pingedAt = now
            line.pings.append((payload, now))
            lines[session.number] = line
            session.ping(payload)
        }
    }
}
