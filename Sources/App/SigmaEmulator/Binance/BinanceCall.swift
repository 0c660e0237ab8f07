/// A question to Binance, by REST or by the WebSocket API.
enum BinanceCall: String, CaseIterable {
    case ping, time, exchangeInfo, depth, trades, historicalTrades, aggregates, candles, uiCandles, averagePrice
    case dayTicker, priceTicker, bookTicker
    case place, test, amend, cancel, find, openOrders, cancelOpen, allOrders, account, myTrades, commission, orderCount
    case restrictions

    /// The verb and path of REST.
    var route: (method: String, path: String) {
        switch self {
        case .ping: ("GET", "/api/v3/ping")
        case .time: ("GET", "/api/v3/time")
        case .exchangeInfo: ("GET", "/api/v3/exchangeInfo")
        case .depth: ("GET", "/api/v3/depth")
        case .trades: ("GET", "/api/v3/trades")
        case .historicalTrades: ("GET", "/api/v3/historicalTrades")
        case .aggregates: ("GET", "/api/v3/aggTrades")
        case .candles: ("GET", "/api/v3/klines")
        case .uiCandles: ("GET", "/api/v3/uiKlines")
        case .averagePrice: ("GET", "/api/v3/avgPrice")
        case .dayTicker: ("GET", "/api/v3/ticker/24hr")
        case .priceTicker: ("GET", "/api/v3/ticker/price")
        case .bookTicker: ("GET", "/api/v3/ticker/bookTicker")
        case .place: ("POST", "/api/v3/order")
        case .test: ("POST", "/api/v3/order/test")
        case .amend: ("PUT", "/api/v3/order/amend/keepPriority")
        case .cancel: ("DELETE", "/api/v3/order")
        case .find: ("GET", "/api/v3/order")
        case .openOrders: ("GET", "/api/v3/openOrders")
        case .cancelOpen: ("DELETE", "/api/v3/openOrders")
        case .allOrders: ("GET", "/api/v3/allOrders")
        case .account: ("GET", "/api/v3/account")
        case .myTrades: ("GET", "/api/v3/myTrades")
        case .commission: ("GET", "/api/v3/account/commission")
        case .orderCount: ("GET", "/api/v3/rateLimit/order")
        case .restrictions: ("GET", "/sapi/v1/account/apiRestrictions")
        }
    }

    /// Its name in the WebSocket API; empty where only REST has it.
    var method: String {
        switch self {
        case .ping: "ping"
        case .time: "time"
        case .exchangeInfo: "exchangeInfo"
        case .depth: "depth"
        case .trades: "trades.recent"
        case .historicalTrades: "trades.historical"
        case .aggregates: "trades.aggregate"
        case .candles: "klines"
        case .uiCandles: "uiKlines"
        case .averagePrice: "avgPrice"
        case .dayTicker: "ticker.24hr"
        case .priceTicker: "ticker.price"
        case .bookTicker: "ticker.book"
        case .place: "order.place"
        case .test: "order.test"
        case .amend: "order.amend.keepPriority"
        case .cancel: "order.cancel"
        case .find: "order.status"
        case .openOrders: "openOrders.status"
        case .cancelOpen: "openOrders.cancelAll"
        case .allOrders: "allOrders"
        case .account: "account.status"
        case .myTrades: "myTrades"
        case .commission: "account.commission"
        case .orderCount: "account.rateLimits.orders"
        case .restrictions: ""
        }
    }

    /// What a key must be allowed; nil for public calls.
    var permission: EmulatedKey.Permissions? {
        switch self {
        case .ping, .time, .exchangeInfo, .depth, .trades, .historicalTrades, .aggregates, .candles, .uiCandles,
            .averagePrice, .dayTicker, .priceTicker, .bookTicker:
            nil
        case .place, .test, .amend, .cancel, .cancelOpen: .trade
        case .find, .openOrders, .allOrders, .account, .myTrades, .commission, .orderCount, .restrictions: .read
        }
    }

    /// What it costs, before what is returned for orders that succeed.
    func weight(_ parameters: BinanceParameters) -> Int {
        let hasSymbol = parameters["symbol"] != nil
        switch self {
        case .ping, .time, .place, .test, .cancel, .cancelOpen, .restrictions: return 1
        case .exchangeInfo, .account, .allOrders, .commission: return 20
        case .historicalTrades, .trades: return 25
        case .orderCount: return 40
        case .aggregates, .amend, .find: return 4
        case .candles, .uiCandles, .averagePrice: return 2
        case .dayTicker: return hasSymbol ? 2 : 80
        case .priceTicker, .bookTicker: return hasSymbol ? 2 : 4
        case .openOrders: return hasSymbol ? 6 : 80
        case .myTrades: return parameters["orderId"] == nil ? 20 : 5
        case .depth:
            switch parameters["limit"].flatMap({ Int($0) }) ?? 100 {
            case ...100: return 5
            case ...500: return 25
            case ...1_000: return 50
            default: return 250
            }
        }
    }
}

/// The parameters of a question, whatever they came in.
struct BinanceParameters {
    let pairs: [(name: String, value: String)]

    /// The value of a name; nil where it is missing or empty.
    subscript(_ name: String) -> String? {
        pairs.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// A whole number, if it is there.
    func integer(_ name: String) throws(BinanceRefusal) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let value = Int64(text) else {
            throw BinanceRefusal(
                -1100, "Illegal characters found in parameter '\(name)'; legal range is '^[0-9]{1,20}$'.")
        }
        return value
    }

    /// How many rows are asked for.
    func limit(_ standard: Int, atMost most: Int) throws(BinanceRefusal) -> Int {
        guard let limit = try integer("limit") else { return standard }
        guard limit > 0 else { throw BinanceRefusal(-1130, "Data sent for parameter 'limit' is not valid.") }
        return Int(min(limit, Int64(most)))
    }

    /// A value that must be there.
    func needed(_ name: String) throws(BinanceRefusal) -> String {
        guard let value = self[name] else { throw .missing(name) }
        return value
    }
}
