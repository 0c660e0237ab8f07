internal import SigmaModel
internal import SigmaPorts
internal import SigmaWire

/// Fetches past trades for symbols whose live trades wait for a bridge over a cut.
struct BybitBackfill: Sendable {
    /// Pages that are asked for at most until one meets the live trades, and the wait between them.
    static let tries = 8
    static let pause = TimeSpan(milliseconds: 250)

    let rest: BybitREST
    let report: @Sendable (BybitFeedNotice) -> Void

    /// Works until cancelled.
    func run(_ queue: BybitMarketQueue) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                let bridge = try await queue.nextBridge()
                group.addTask { try await build(bridge) }
            }
        }
    }

    /// Asks until the symbol's trades are joined; gives up as a gap when no answer helps.
    private func build(_ bridge: BybitBridge) async throws {
        let subject = bridge.listener.subject(bridge.subject)
        for attempt in 0..<Self.tries {
            if attempt > 0 { try await rest.clock.sleep(until: rest.clock.now + Self.pause * Int64(attempt)) }
            try Task.checkCancellation()
            guard let page = await page(of: subject) else { continue }
            switch bridge.listener.take(page: page, of: bridge.subject) {
            case .waits: continue
            case .bridged: report(.bridged(subject.instrument))
            case .gap: report(.lost(subject.instrument))
            }
            return
        }
        bridge.listener.giveUp(bridge.subject)
        report(.lost(subject.instrument))
    }

    /// The latest trades that the venue remembers, oldest first; nil where it gave no answer.
    private func page(of subject: BybitSubject) async -> [BybitTrade]? {
        var query = WireMembers()
        query.add("category", subject.category.rawValue)
        query.add("symbol", subject.symbol)
        query.add("limit", subject.category == .spot ? "60" : "1000")
        do throws(GatewayError) {
            let answer = try await rest.get(.pastTrades, query)
            return try? answer.result { result, cursor throws(WireError) in
                try BybitPastTrades.list(result, of: subject, cursor)
            }
        } catch {
            return nil
        }
    }
}

/// Reads the answer about past trades.
///
/// Source: Bybit "Get Recent Public Trades": newest first.
enum BybitPastTrades {
    private enum Field: Int {
        case list, name, symbol, price, quantity, side, time, isBlock
    }

    private static let names = JSONNames([
        ("list", Field.list.rawValue), ("execId", Field.name.rawValue), ("symbol", Field.symbol.rawValue),
        ("price", Field.price.rawValue), ("size", Field.quantity.rawValue), ("side", Field.side.rawValue),
        ("time", Field.time.rawValue), ("isBlockTrade", Field.isBlock.rawValue),
    ])

    /// The trades, oldest first; those agreed off the book are left out.
    static func list(
        _ result: JSONValue, of subject: BybitSubject, _ cursor: JSONCursor
    ) throws(WireError) -> [BybitTrade] {
        let list = try cursor.members(of: result, "result", names)[Field.list]
        var trades: [BybitTrade] = []
        try cursor.each(of: list, "list") { cursor throws(WireError) in
            let members = try cursor.members(names)
            guard cursor.string(members[Field.symbol], equals: subject.bytes) else {
                throw cursor.problem(members[Field.symbol], "symbol", "is not the one that was asked for")
            }
            if members[Field.isBlock].kind != .yes { trades.append(try trade(members, of: subject, cursor)) }
        }
        // Should the venue turn the order round one day, times tell it.
        if let first = trades.first, let last = trades.last, first.trade.time < last.trade.time { return trades }
        return trades.reversed()
    }

    private static func trade(
        _ members: JSONMembers, of subject: BybitSubject, _ cursor: JSONCursor
    ) throws(WireError) -> BybitTrade {
        let name = members[Field.name]
        guard name.kind == .string, let key = BybitTradeName.key(cursor.bytes[name.range]) else {
            throw cursor.problem(name, "execId", "is no name of a trade")
        }
        let price = try cursor.price(members[Field.price], "price")
        let quantity = try cursor.quantity(members[Field.quantity], "size")
        guard price.raw > 0, quantity.raw > 0 else { throw WireError("price, size", "are not positive") }
        return BybitTrade(
            key: key,
            trade: Trade(
                instrument: subject.instrument, time: try cursor.milliseconds(members[Field.time], "time"),
                price: price, quantity: quantity, aggressor: try cursor.side(members[Field.side], "side"),
                id: BybitTradeName.short(key)))
    }
}
