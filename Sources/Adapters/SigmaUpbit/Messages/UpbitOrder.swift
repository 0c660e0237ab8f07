package import SigmaModel
package import SigmaPorts

/// An order as Upbit describes it, in an answer or on the private stream.
package struct UpbitOrder: Hashable, Sendable {
    /// How far it has come.
    package enum State: String, Sendable, CaseIterable {
        /// Works.
        case wait
        /// Waits for its trigger.
        case watch
        /// Was executed just now; only on the stream.
        case trade
        case done
        case cancel
        /// Would have traded with the account's own order; only on the stream.
        case prevented
    }

    /// What makes it execute.
    package enum Kind: String, Sendable, CaseIterable {
        case limit
        /// A market buy by total.
        case price
        /// A market sell by quantity.
        case market
        /// At the best price of the other side.
        case best
    }

    /// Which part of it may rest.
    package enum TimeInForce: String, Sendable, CaseIterable {
        case immediateOrCancel = "ioc"
        case fillOrKill = "fok"
        case postOnly = "post_only"
    }

    /// The venue's name of it.
    package var uuid: String
    /// The session's name of it; empty where it was given none.
    package var identifier = ""
    /// What is traded, such as `KRW-BTC`.
    package var market: String
    /// Whether it buys or sells.
    package var side: Side
    /// What kind of order it is.
    package var kind: Kind
    /// How far it has come.
    package var state: State
    /// How long it may rest; nil where the venue names none.
    package var timeInForce: TimeInForce?
    /// As the venue writes it: a unit price, or the total to spend; on an execution the execution's price.
    package var price: Int128?
    /// As the venue writes it: the order's quantity, or on an execution the execution's.
    package var volume: Int128?
    /// How much of the base currency was executed so far.
    package var executed: Int128
    /// What was paid so far; rounded up.
    package var paidFee: Int128
    /// When the venue says this was so.
    package var time: Timestamp

    /// What the order has come to, for those who know no venue.
    package var report: OrderReport {
        OrderReport(
            clientID: identifier, venueID: uuid, symbol: market, side: side, status: status,
            quantity: quantity, limitPrice: limitPrice, filledQuantity: Quantity(raw: executed), time: time)
    }

    /// How far it has come, for those who know no venue.
    ///
    /// A market order that leaves dust it cannot execute ends in the state `cancel`; it is done when anything of it was
    /// executed. What a time in force ended has expired.
    package var status: OrderReport.Status {
        switch state {
        case .wait, .watch, .trade, .prevented: .open
        case .done: .filled
        case .cancel:
            switch (kind, timeInForce) {
            case (.price, _), (.market, _), (.best, .none): executed > 0 ? .filled : .expired
            case (_, .immediateOrCancel), (_, .fillOrKill): .expired
            case (.limit, .postOnly), (.limit, .none), (.best, .postOnly): .canceled
            }
        }
    }

    /// How much of the base currency it was for; zero for an order by total.
    private var quantity: Quantity {
        switch kind {
        case .limit, .market, .best: Quantity(raw: volume ?? 0)
        case .price: .zero
        }
    }

    private var limitPrice: Price {
        guard kind == .limit, let price, let raw = Int64(exactly: price) else { return .zero }
        return Price(raw: raw)
    }
}

extension UpbitOrder {
    /// The currency of prices and fees: what comes before the dash of a market's name.
    package static func quoteCurrency(of market: String) -> String {
        String(market.prefix { $0 != "-" })
    }
}
