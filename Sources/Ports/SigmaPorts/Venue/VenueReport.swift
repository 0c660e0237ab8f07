package import SigmaModel

/// What a venue says of an account.
package enum VenueReport: Hashable, Sendable {
    /// The connection stands from now on; before it, things may have happened unheard.
    case connected(Timestamp)
    /// The connection was cut, and why.
    case disconnected(Timestamp, String)
    case order(OrderReport)
    case fill(FillReport)
    case balances([BalanceReport])
    /// A message that could not be read; something may have happened unheard.
    case unreadable(String)
}

/// An order as a venue has it.
package struct OrderReport: Hashable, Sendable {
    /// How far it has come.
    package enum Status: UInt8, Sendable, CaseIterable {
        /// Taken, and works or waits for its trigger.
        case open
        case filled
        case canceled
        case expired
        case rejected

        /// Whether nothing can change any more.
        package var isTerminal: Bool { self != .open }
    }

    /// The session's name of it; empty where it was given none.
    package var clientID: String
    /// The venue's name of it.
    package var venueID: String
    /// What is traded.
    package var symbol: String
    /// The order's side.
    package var side: Side
    /// How far it has come.
    package var status: Status
    /// How much of the base currency it was for; zero for a market buy by total.
    package var quantity: Quantity
    /// Its limit; zero where it has none.
    package var limitPrice: Price
    /// How much was executed so far; what is missing of it in fills was not heard.
    package var filledQuantity: Quantity
    /// Why it was refused.
    package var reason: RejectReason
    /// When the venue says this was so.
    package var time: Timestamp

    package init(
        clientID: String, venueID: String, symbol: String, side: Side, status: Status, quantity: Quantity,
        limitPrice: Price, filledQuantity: Quantity, reason: RejectReason = .none, time: Timestamp
    ) {
        self.clientID = clientID
        self.venueID = venueID
        self.symbol = symbol
        self.side = side
        self.status = status
        self.quantity = quantity
        self.limitPrice = limitPrice
        self.filledQuantity = filledQuantity
        self.reason = reason
        self.time = time
    }
}

/// One execution as a venue reports it.
package struct FillReport: Hashable, Sendable {
    /// The venue's name of the execution.
    package var tradeID: String
    /// The session's name of the order; empty where the report names only the venue's.
    package var clientID: String
    /// The venue's name of the order.
    package var venueID: String
    /// What was traded.
    package var symbol: String
    /// The order's side.
    package var side: Side
    /// What one unit of the base currency cost.
    package var price: Price
    /// How much of the base currency changed hands; always positive.
    package var quantity: Quantity
    /// What changed hands in the quote currency, rounded by the venue.
    package var notional: Money
    /// The fee in units of 10⁻⁸ of ``feeAsset``; negative for a rebate.
    package var fee: Int128
    /// What the fee was paid in, such as `KRW`.
    package var feeAsset: String
    /// Whether the order rested or took.
    package var liquidity: Fill.Liquidity
    /// When the venue matched it.
    package var time: Timestamp

    package init(
        tradeID: String, clientID: String, venueID: String, symbol: String, side: Side, price: Price,
        quantity: Quantity, notional: Money, fee: Int128, feeAsset: String, liquidity: Fill.Liquidity, time: Timestamp
    ) {
        self.tradeID = tradeID
        self.clientID = clientID
        self.venueID = venueID
        self.symbol = symbol
        self.side = side
        self.price = price
        self.quantity = quantity
        self.notional = notional
        self.fee = fee
        self.feeAsset = feeAsset
        self.liquidity = liquidity
        self.time = time
    }
}

/// What an account owns of one asset, in units of 10⁻⁸.
package struct BalanceReport: Hashable, Sendable {
    /// The venue's name of the asset.
    package var asset: String
    /// At hand.
    package var free: Int128
    /// Reserved by working orders.
    package var locked: Int128

    package init(asset: String, free: Int128, locked: Int128) {
        self.asset = asset
        self.free = free
        self.locked = locked
    }
}

/// An account's net position in a contract.
package struct PositionReport: Hashable, Sendable {
    /// The venue's name of the contract.
    package var symbol: String
    /// Signed: negative is short.
    package var quantity: Quantity
    /// Its signed value at its mean entry price, which the wallet still has although a contract's buyer owes it.
    package var cost: Money

    package init(symbol: String, quantity: Quantity, cost: Money) {
        self.symbol = symbol
        self.quantity = quantity
        self.cost = cost
    }
}

/// What an account may do and what it pays.
package struct AccountFacts: Hashable, Sendable {
    /// Whether the key may read the account; nil where the venue does not tell.
    package var canRead: Bool?
    /// Whether the key may trade; nil where the venue does not tell.
    package var canTrade: Bool?
    /// Whether the key may take money out; nil where the venue does not tell.
    package var canWithdraw: Bool?
    /// When the key ends; nil where the venue does not tell.
    package var keyExpires: Timestamp?
    /// The fees by symbol, where the venue tells them.
    package var fees: [String: Fees]

    /// The shares of the notional that an order pays.
    package struct Fees: Hashable, Sendable {
        /// By an order that rested.
        package var maker: Rate
        /// By an order that took.
        package var taker: Rate

        package init(maker: Rate, taker: Rate) {
            self.maker = maker
            self.taker = taker
        }
    }

    package init(
        canRead: Bool? = nil, canTrade: Bool? = nil, canWithdraw: Bool? = nil, keyExpires: Timestamp? = nil,
        fees: [String: Fees] = [:]
    ) {
        self.canRead = canRead
        self.canTrade = canTrade
        self.canWithdraw = canWithdraw
        self.keyExpires = keyExpires
        self.fees = fees
    }
}
