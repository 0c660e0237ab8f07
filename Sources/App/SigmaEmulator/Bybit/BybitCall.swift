internal import SigmaModel

/// A call of Bybit's REST API.
enum BybitCall: Hashable {
    case time
    case instruments
    case tickers
    case orderbook
    case candles
    case trades
    case create
    case amend
    case cancel
    case cancelAll
    case realtime
    case history
    case executions
    case wallet
    case positions
    case fees
    case accountInfo
    case key
    /// A WebSocket handshake that was not granted.
    case stream

    /// The call of a request; nil for a path that Bybit has not, or has for another method.
    init?(_ request: WireRequest) {
        if Self.streams.contains(request.path) {
            self = .stream
            return
        }
        guard let call = Self.plain["\(request.method) \(request.path)"] else { return nil }
        self = call
    }

    private static let plain: [String: BybitCall] = [
        "GET /v5/market/time": .time, "GET /v5/market/instruments-info": .instruments,
        "GET /v5/market/tickers": .tickers, "GET /v5/market/orderbook": .orderbook, "GET /v5/market/kline": .candles,
        "GET /v5/market/recent-trade": .trades, "POST /v5/order/create": .create, "POST /v5/order/amend": .amend,
        "POST /v5/order/cancel": .cancel, "POST /v5/order/cancel-all": .cancelAll,
        "GET /v5/order/realtime": .realtime, "GET /v5/order/history": .history,
        "GET /v5/execution/list": .executions, "GET /v5/account/wallet-balance": .wallet,
        "GET /v5/position/list": .positions, "GET /v5/account/fee-rate": .fees, "GET /v5/account/info": .accountInfo,
        "GET /v5/user/query-api": .key,
    ]

    /// The paths of streams.
    static let streams: Set = [
        "/v5/public/spot", "/v5/public/linear", "/v5/private", "/v5/trade",
    ]

    /// Whether it needs no key.
    var isPublic: Bool {
        switch self {
        case .time, .instruments, .tickers, .orderbook, .candles, .trades, .stream: true
        default: false
        }
    }

    /// What the key must be allowed.
    var permission: EmulatedKey.Permissions {
        switch self {
        case .create, .amend, .cancel, .cancelAll: .trade
        default: .read
        }
    }

    /// How many an account may make in a second.
    ///
    /// Source: Bybit "Rate Limit Rules".
    func limit(_ kind: InstrumentKind) -> Int {
        switch self {
        case .create, .cancel, .cancelAll: kind == .spot ? 20 : 10
        case .amend, .key: 10
        case .fees: 5
        default: 50
        }
    }
}
