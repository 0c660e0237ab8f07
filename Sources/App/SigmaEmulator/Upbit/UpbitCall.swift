/// A call of Upbit's REST API.
enum UpbitCall: Hashable {
    case markets
    case ticker
    case tickerAll
    case orderbook
    case instruments
    case ticks
    case candles(CandleInterval, unit: Int?)
    case accounts
    case keys
    case chance
    case place
    case test
    case order
    case ordersByID
    case openOrders
    case closedOrders
    case cancel
    case cancelByID
    case cancelOpen
    case replace
    /// A WebSocket handshake that was not granted.
    case stream

    /// The call of a request; nil for a path that Upbit has not.
    init?(_ request: WireRequest) {
        let path = request.path.hasSuffix("/") ? String(request.path.dropLast()) : request.path
        if path.hasPrefix("/websocket/v1") {
            self = .stream
            return
        }
        guard path.hasPrefix("/v1/") else { return nil }
        let name = "\(request.method) \(path.dropFirst("/v1/".count))"
        if let call = UpbitCall.plain[name] {
            self = call
            return
        }
        let minutes = "GET candles/minutes/"
        guard name.hasPrefix(minutes), let unit = Int(name.dropFirst(minutes.count)),
            [1, 3, 5, 10, 15, 30, 60, 240].contains(unit)
        else { return nil }
        self = .candles(.minutes(Int64(unit)), unit: unit)
    }

    private static let plain: [String: UpbitCall] = [
        "GET market/all": .markets, "GET ticker": .ticker, "GET ticker/all": .tickerAll,
        "GET orderbook": .orderbook, "GET orderbook/instruments": .instruments, "GET trades/ticks": .ticks,
        "GET candles/seconds": .candles(.second, unit: nil), "GET candles/days": .candles(.day, unit: nil),
        "GET candles/weeks": .candles(.week, unit: nil), "GET candles/months": .candles(.month, unit: nil),
        "GET candles/years": .candles(.year, unit: nil), "GET accounts": .accounts, "GET api_keys": .keys,
        "GET orders/chance": .chance, "POST orders": .place, "POST orders/test": .test, "GET order": .order,
        "GET orders/uuids": .ordersByID, "GET orders/open": .openOrders, "GET orders/closed": .closedOrders,
        "DELETE order": .cancel, "DELETE orders/uuids": .cancelByID, "DELETE orders/open": .cancelOpen,
        "POST orders/cancel_and_new": .replace,
    ]

    /// Whether it needs no key.
    var isQuotation: Bool {
        switch self {
        case .markets, .ticker, .tickerAll, .orderbook, .instruments, .ticks, .candles: true
        default: false
        }
    }

    /// The limit it counts towards.
    var group: UpbitLimits.Group {
        switch self {
        case .markets: .market
        case .ticker, .tickerAll: .ticker
        case .orderbook, .instruments: .orderbook
        case .ticks: .trades
        case .candles: .candles
        case .place, .replace: .order
        case .test: .orderTest
        case .cancelOpen: .cancelAll
        default: .standard
        }
    }

    /// What the key must be allowed.
    var permission: EmulatedKey.Permissions {
        switch self {
        case .place, .test, .replace, .cancel, .cancelByID, .cancelOpen: .trade
        default: .read
        }
    }
}
