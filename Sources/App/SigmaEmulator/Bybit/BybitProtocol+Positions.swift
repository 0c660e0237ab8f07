internal import SigmaEngine
internal import SigmaModel

extension BybitProtocol {
    /// The positions in contracts: of a symbol also where nothing is held, of a settlement currency those that are open.
    ///
    /// Accounts are in one-way mode. Source: Bybit "Get Position Info".
    func positions(
        _ fields: BybitFields, _ account: EmulatedAccount
    ) throws(BybitRefusal) -> (inout JSONComposer) -> Void {
        guard try fields.kind() == .linear else { throw .parameter("category invalid") }
        let limit = try fields.limit(20, most: 200)
        var boards = site.boards.filter { $0.instrument.kind == .linear }
        if fields["symbol"] != nil {
            boards = [try board(fields, .linear)]
        } else if let currency = fields["settleCoin"] {
            boards = boards.filter { $0.instrument.quote == currency && !account.position(in: $0.id).isFlat }
        } else {
            throw .parameter("symbol or settleCoin is required")
        }
        let start = min(try fields.offset(), boards.count)
        let page = boards[start...].prefix(limit)
        let next = BybitFields.cursor(start + page.count, of: boards.count)
        return { json in
            json.string("category", "linear")
            json.string("nextPageCursor", next)
            json.array("list") { list in
                for board in page { list.object(BybitPositionText(account: account, board: board).write) }
            }
        }
    }
}

/// A position as Bybit lists it.
private struct BybitPositionText {
    let account: EmulatedAccount
    let board: MarketBoard

    func write(_ json: inout JSONComposer) {
        let position = account.position(in: board.id)
        let size = position.quantity.magnitude
        let fills = account.fills.filter { account.order(number: $0.order)?.request.instrument == board.id }
        json.number("positionIdx", 0)
        json.number("riskId", 1)
        json.string("riskLimitValue", "2000000")
        json.string("symbol", board.instrument.symbol)
        json.string("side", position.isFlat ? "" : position.quantity.raw > 0 ? "Buy" : "Sell")
        json.string("size", size.description)
        json.string("avgPrice", position.averagePrice?.description ?? "0")
        json.string("positionValue", position.isFlat ? "" : Money(raw: abs(position.cost.raw)).description)
        json.number("tradeMode", 0)
        json.string("positionStatus", "Normal")
        json.number("autoAddMargin", 0)
        json.number("adlRankIndicator", position.isFlat ? 0 : 2)
        json.string("leverage", "10")
        json.string("markPrice", board.lastPrice.description)
        for name in ["liqPrice", "bustPrice", "positionMM", "positionIM", "positionBalance"] { json.string(name, "") }
        json.string("tpslMode", "Full")
        for name in ["takeProfit", "stopLoss", "trailingStop"] { json.string(name, "0") }
        json.string("unrealisedPnl", position.isFlat ? "" : account.unrealized(on: board).description)
        json.string("curRealisedPnl", (position.realized - position.fees).description)
        json.string("cumRealisedPnl", (position.realized - position.fees).description)
        json.bool("isReduceOnly", false)
        json.string("createdTime", fills.first.map { BybitText.stamp($0.time) } ?? "0")
        json.string("updatedTime", fills.last.map { BybitText.stamp($0.time) } ?? "0")
        json.number("seq", Int64(fills.last?.number ?? 0))
    }
}
