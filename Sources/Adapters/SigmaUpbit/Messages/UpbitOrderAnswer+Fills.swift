internal import SigmaModel
package import SigmaPorts

extension UpbitOrderAnswer {
    /// The executions, oldest first.
    ///
    /// Upbit tells the fee of an order only, and its makers and takers pay the same in KRW. What one execution paid is
    /// the fee at a plain rate in the one rounding by which the parts make up the whole; where there is none, the whole
    /// is divided by what changed hands. Who rested follows from `trend`, which tells the side that took; where it is
    /// absent, an order that may rest is taken to have rested when it was executed more than a second after it was made.
    package var fills: [FillReport] {
        let ordered = trades.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
        let fees = UpbitFees.parts(of: order.paidFee, for: ordered.map(\.funds.raw))
        return zip(ordered, fees).map { trade, fee in
            FillReport(
                tradeID: trade.uuid, clientID: order.identifier, venueID: order.uuid, symbol: order.market,
                side: order.side, price: trade.price, quantity: trade.quantity, notional: trade.funds, fee: fee,
                feeAsset: UpbitOrder.quoteCurrency(of: order.market), liquidity: liquidity(of: trade), time: trade.time)
        }
    }

    private func liquidity(of trade: UpbitOrderTrade) -> Fill.Liquidity {
        if order.timeInForce == .postOnly { return .maker }
        if order.kind != .limit || order.timeInForce != nil { return .taker }
        if let aggressor = trade.aggressor { return aggressor == order.side ? .taker : .maker }
        return trade.time - createdAt > TimeSpan(seconds: 1) ? .maker : .taker
    }
}

/// How the fee of an order is made up of those of its executions.
enum UpbitFees {
    /// Published rates have at most three decimal places of a percent.
    private static let ratesPerUnit: Int128 = 100_000

    /// A fee for each of some amounts, which together are what was paid.
    static func parts(of paid: Int128, for amounts: [Int128]) -> [Int128] {
        let total = amounts.reduce(0, +)
        guard total > 0 else { return amounts.map { _ in 0 } }
        // No fee is more than what changed hands; where that is small enough to be scaled, so is everything below.
        if 0...total ~= paid, amounts.allSatisfy({ $0 >= 0 }), total <= Int128.max / ratesPerUnit {
            let rate = FixedPoint.divide(paid * ratesPerUnit, by: total, .nearest)
            for rounding in [Rounding.nearest, .up, .down] {
                let parts = amounts.map { FixedPoint.divide($0 * rate, by: ratesPerUnit, rounding) }
                if parts.reduce(0, +) == paid { return parts }
            }
        }
        var passed: Int128 = 0
        var charged: Int128 = 0
        return amounts.map { amount in
            passed += amount
            let until = FixedPoint.share(of: paid, part: passed, whole: total)
            defer { charged = until }
            return until - charged
        }
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
