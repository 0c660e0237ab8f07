internal import SigmaModel

extension BybitProtocol {
    func published(_ news: MarketNews, of board: MarketBoard) {
        switch news {
        case .trade(let trade):
            let text = BybitStreamText.trade(trade, of: board, at: site.marketTime, seed: seed)
            tell(.trades(board.id), text, .trade)
            noteCandles(trade, board)
        case .book: books.note(board.id)
        }
        tickers.note(board.id)
        if !site.settings.throttlesStreams { tellDue() }
    }

    func passed() {
        tellDue()
        let now = site.monotonic
        for session in site.sessions {
            guard let line = lines[session.number] else { continue }
            if let limit = line.idleLimit, now - max(session.heardAt, session.toldAt) >= limit {
                session.close(code: 1001, reason: "idle timeout")
            } else if let life = site.settings.timing.lifetime, site.wall - session.openedAt >= life {
                session.close(code: 1001, reason: "too old")
            }
        }
    }

    /// Sends a message to every connection that asked for its topic.
    private func tell(_ topic: BybitStreamTopic, _ text: [UInt8], _ kind: StreamKind) {
        for session in site.sessions where lines[session.number]?.topics.contains(topic) == true {
            session.send(text, kind)
        }
    }

    /// Sends what is due of books, overviews and candles.
    private func tellDue() {
        let (now, isThrottled, market) = (site.marketTime, site.settings.throttlesStreams, site.market)
        let board = { (id: InstrumentID) in market.board(id) }
        for due in books.takeDue(at: now, isThrottled: isThrottled, board: board) {
            tell(.book(due.instrument, depth: due.depth), due.text, .book)
        }
        for due in tickers.takeDue(at: now, isThrottled: isThrottled, board: board) {
            tell(.ticker(due.instrument), due.text, .ticker)
        }
        for due in candles.takeDue(at: now, gap: isThrottled ? TimeSpan(seconds: 1) : .zero) {
            let (key, board) = (due.key, site.market.board(due.key.instrument))
            let end = key.interval.next(after: due.start)
            guard let candle = board.candles.newest(key.interval, before: end, count: 1).first else { continue }
            let text = BybitStreamText.candle(
                candle, key.interval, key.name, of: board, isClosed: due.isClosed, at: now)
            tell(.candles(key.instrument, key.interval, name: key.name), text, .candle)
        }
    }

    private func noteCandles(_ trade: BoardTrade, _ board: MarketBoard) {
        for session in site.sessions {
            for topic in lines[session.number]?.topics ?? [] {
                guard case .candles(board.id, let interval, let name) = topic else { continue }
                candles.note(BybitCandleDesk.Key(instrument: board.id, interval: interval, name: name), at: trade.time)
            }
        }
    }

    func happened(_ news: AccountNews, to account: EmulatedAccount) {
        switch news {
        case .accepted(let order), .amended(let order), .ended(let order): tell(order, account)
        case .filled(let order, let fill):
            tell(fill, of: order, account)
            // The last execution's order is told when it ends.
            if order.state == .open { tell(order, account) }
        case .balances(let balances): tell(balances, account)
        }
    }

    /// Tells that a cancel came too late: the order as it is, with the refusal's words.
    func tellLateCancel(of order: EmulatedOrder, _ account: EmulatedAccount) {
        tell(order, account, cancelType: "CancelByUser", rejectReason: "EC_OrigClOrdIDDoesNotExist")
    }

    private func tell(
        _ order: EmulatedOrder, _ account: EmulatedAccount, cancelType: String = "", rejectReason: String? = nil
    ) {
        let board = site.market.board(order.request.instrument)
        let text = BybitOrderText(order: order, board: board, cancelType: cancelType, rejectReason: rejectReason)
        tell(account, .order) { topic in
            guard case .orders(let kind) = topic, kind ?? board.instrument.kind == board.instrument.kind else {
                return nil
            }
            return { text.write(&$0, isStream: true) }
        }
    }

    private func tell(_ fill: EmulatedFill, of order: EmulatedOrder, _ account: EmulatedAccount) {
        let board = site.market.board(order.request.instrument)
        let text = BybitFillText(fill: fill, order: order, board: board, seed: seed)
        tell(account, .order) { topic in
            guard case .fills(let kind) = topic, kind ?? board.instrument.kind == board.instrument.kind else {
                return nil
            }
            return { text.write(&$0, isStream: true) }
        }
    }

    private func tell(_ balances: [AssetBalance], _ account: EmulatedAccount) {
        let coins = balances.filter { !$0.asset.contains(":") }
        guard !coins.isEmpty else { return }
        let text = BybitWalletText(site: site, account: account, balances: coins)
        tell(account, .asset) { topic in topic == .wallet ? { text.write(&$0) } : nil }
    }

    /// Sends an account's news to its connections, under the topic by which each asked for it.
    private func tell(
        _ account: EmulatedAccount, _ kind: StreamKind,
        _ make: (BybitStreamTopic) -> ((inout JSONComposer) -> Void)?
    ) {
        messageCount += 1
        let now = site.marketTime
        for session in site.sessions where session.account === account {
            for topic in lines[session.number]?.topics ?? [] {
                guard let write = make(topic) else { continue }
                let text = JSONComposer.object { json in
                    json.string("id", "\(SeededUUID.text(of: messageCount, seed: seed ^ 0x6D73_6700))")
                    json.string("topic", topic.name(site))
                    json.number("creationTime", BybitText.milliseconds(now))
                    json.array("data") { $0.object(write) }
                }
                session.send(text, kind)
            }
        }
    }
}
