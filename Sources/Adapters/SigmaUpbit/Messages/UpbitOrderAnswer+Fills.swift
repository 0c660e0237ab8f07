internal import SigmaModel
package import SigmaPorts

extension UpbitOrderAnswer {
    /// The executions, oldest first.
    ///
    /// The fee that was paid is divided by what changed hands, so that the parts make up the whole; Upbit's makers and
    /// takers pay the same in KRW. Who rested follows from `trend`, which tells the side that took; where it is absent,
    /// an order that may rest is taken to have rested when it was executed more than a second after it was made.
    package var fills: [FillReport] {
        let ordered = trades.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        let total = ordered.reduce(Int128(0)) { $0 + $1.element.funds.raw }
        var passed: Int128 = 0
        var charged: Int128 = 0
        return ordered.map { _, trade in
            passed += trade.funds.raw
            let until = total > 0 ? FixedPoint.share(of: order.paidFee, part: passed, whole: total) : 0
            defer { charged = until }
            return FillReport(
                tradeID: trade.uuid, clientID: order.identifier, venueID: order.uuid, symbol: order.market,
                side: order.side, price: trade.price, quantity: trade.quantity, notional: trade.funds,
                fee: until - charged, feeAsset: UpbitOrder.quoteCurrency(of: order.market),
                liquidity: liquidity(of: trade), time: trade.time)
        }
    }

    private func liquidity(of trade: UpbitOrderTrade) -> Fill.Liquidity {
        if order.timeInForce == .postOnly { return .maker }
        if order.kind != .limit || order.timeInForce != nil { return .taker }
        if let aggressor = trade.aggressor { return aggressor == order.side ? .taker : .maker }
        return trade.time - createdAt > TimeSpan(seconds: 1) ? .maker : .taker
    }
}

extension FixedPoint {
    /// `amount × part / whole`, rounded down, for amounts whose product is too large for 128 bits too.
    fileprivate static func share(of amount: Int128, part: Int128, whole: Int128) -> Int128 {
        let (product, overflow) = amount.multipliedReportingOverflow(by: part)
        if !overflow { return divide(product, by: whole, .down) }
        let wide = amount.multipliedFullWidth(by: part)
        return whole.dividingFullWidth(wide).quotient
    }
}
