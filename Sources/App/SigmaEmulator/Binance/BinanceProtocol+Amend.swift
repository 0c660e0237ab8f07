internal import SigmaModel

extension BinanceProtocol {
    /// How often one order may be changed.
    ///
    /// Source: Binance "Filters", MAX_NUM_ORDER_AMENDS.
    static let amendmentLimit = 10

    /// Takes from the quantity of a working order, which keeps its place in the queue.
    ///
    /// Source: Binance "REST API", "Order Amend Keep Priority (TRADE)"; "Error codes", messages for −2038.
    func amend(
        _ parameters: BinanceParameters, _ account: EmulatedAccount, _ writer: BinanceOrderText
    ) throws(BinanceRefusal) -> [UInt8] {
        let order = try find(parameters, account, else: .amendUnknown)
        guard let quantity = (try? Quantity(try parameters.needed("newQty"))), quantity.raw > 0 else {
            throw .missing("newQty")
        }
        let board = try board(parameters)
        guard !order.state.isTerminal, !order.isByTotal else { throw .amendUnknown }
        guard quantity < order.request.quantity else {
            throw BinanceRefusal(-2038, "Order amend (quantity increase) is not supported.")
        }
        let count = order.marks["amendments"].flatMap { Int($0) } ?? 0
        guard count < Self.amendmentLimit else { throw .amendFilter("MAX_NUM_ORDER_AMENDS") }
        let rules = board.rules(at: site.marketTime)
        guard quantity >= rules.minQuantity, quantity.raw % rules.quantityStep.raw == 0 else {
            throw .amendFilter("LOT_SIZE")
        }
        guard Money(price: order.request.limitPrice, quantity: quantity, rounding: .down) >= rules.minNotional else {
            throw .amendFilter("NOTIONAL")
        }
        let old = order.clientID ?? ""
        let name = parameters["newClientOrderId"] ?? "emulatedAmend\(order.number)n\(count + 1)"
        if name != old, let known = account.order(clientID: name), !known.state.isTerminal { throw .amendDuplicate }
        account.rename(order.number, name)
        let marks = ["amendments": "\(count + 1)", "named": old]
        switch account.amend(order.number, quantity: quantity, price: nil, marks: marks, at: site.marketTime) {
        case .taken(let amended):
            return JSONComposer.object { writer.writeAmended(amended, execution: executionCount + 1, &$0) }
        case .refused, .tooMany:
            account.rename(order.number, old)
            throw BinanceRefusal(-2038, "Unsupported order combination")
        }
    }
}
