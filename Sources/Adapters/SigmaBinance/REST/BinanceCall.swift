package import SigmaWire

/// One question to Binance: the same by REST and by the WebSocket API.
package struct BinanceCall: Sendable {
    /// Who may ask it.
    package enum Security: Hashable, Sendable {
        case open
        case signed
    }

    /// Which budget it uses and how urgent it is.
    package enum Purpose: Hashable, Sendable {
        /// A new order.
        case order
        /// A cancel, or a change of an order, which both count as no new order.
        case cancel
        /// What a session waits for.
        case question
        /// Snapshots and back-fills of the market.
        case market
        /// Past candles and lists of instruments.
        case history
    }

    /// The verb of HTTP.
    package enum Verb: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// The method of the request.
    package var verb: Verb
    /// What follows the address.
    package var path: String
    /// Its name in the WebSocket API; empty where only REST has it.
    package var method: String
    /// Its parameters, in the order in which they are sent and signed.
    package var members: WireMembers
    /// Whether it is signed.
    package var security: Security
    /// What it is for, which decides its turn.
    package var purpose: Purpose
    /// What it costs of the 6,000 a minute.
    package var weight: Int

    package init(
        _ verb: Verb, _ path: String, method: String = "", _ members: WireMembers = WireMembers(),
        security: Security = .open, purpose: Purpose, weight: Int
    ) {
        self.verb = verb
        self.path = path
        self.method = method
        self.members = members
        self.security = security
        self.purpose = purpose
        self.weight = weight
    }
}

extension BinanceCall {
    /// What time it is.
    package static let time = BinanceCall(.get, "/api/v3/time", method: "time", purpose: .question, weight: 1)

    /// The rules of symbols; at least one.
    package static func exchangeInfo(_ symbols: [String]) -> BinanceCall {
        var members = WireMembers()
        if symbols.count == 1, let symbol = symbols.first {
            members.add("symbol", symbol)
        } else {
            members.add("symbols", "[\(symbols.map { "\"\($0)\"" }.joined(separator: ","))]")
        }
        return BinanceCall(.get, "/api/v3/exchangeInfo", members, purpose: .history, weight: 20)
    }

    /// A snapshot of a book.
    package static func depth(_ symbol: String, limit: Int) -> BinanceCall {
        var members = WireMembers()
        members.add("symbol", symbol)
        members.add("limit", .number("\(limit)"))
        let weight = limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1_000 ? 50 : 250
        return BinanceCall(.get, "/api/v3/depth", members, purpose: .market, weight: weight)
    }

    /// Past trades from a number on, oldest first.
    package static func historicalTrades(_ symbol: String, from id: UInt64, limit: Int) -> BinanceCall {
        var members = WireMembers()
        members.add("symbol", symbol)
        members.add("limit", .number("\(limit)"))
        members.add("fromId", .number("\(id)"))
        return BinanceCall(.get, "/api/v3/historicalTrades", members, purpose: .market, weight: 25)
    }

    /// Candles that begin in a span of milliseconds since 1970, both ends included.
    package static func candles(
        _ symbol: String, interval: String, in span: ClosedRange<Int64>, limit: Int
    ) -> BinanceCall {
        var members = WireMembers()
        members.add("symbol", symbol)
        members.add("interval", interval)
        members.add("startTime", .number("\(span.lowerBound)"))
        members.add("endTime", .number("\(span.upperBound)"))
        members.add("limit", .number("\(limit)"))
        return BinanceCall(.get, "/api/v3/klines", members, purpose: .history, weight: 2)
    }
}
