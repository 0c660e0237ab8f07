internal import SigmaModel
package import SigmaTransport

/// The calls of Bybit's REST service that are made here.
///
/// Source: Bybit V5 "Market", "Trade", "Account", "User"; limits by "Rate Limit Rules", for each account and second.
enum BybitCall: Hashable, Sendable {
    case time
    case instruments
    case candles
    case pastTrades
    case create(BybitCategory)
    case cancel(BybitCategory)
    case amend(BybitCategory)
    case openOrders
    case orderHistory
    case executions
    case wallet
    case positions
    case fees
    case key

    static let all: [BybitCall] =
        [
            .time, .instruments, .candles, .pastTrades, .openOrders, .orderHistory, .executions, .wallet, .positions,
            .fees, .key,
        ] + BybitCategory.allCases.flatMap { [.create($0), .cancel($0), .amend($0)] }

    /// The path after the host.
    var path: String {
        switch self {
        case .time: "/v5/market/time"
        case .instruments: "/v5/market/instruments-info"
        case .candles: "/v5/market/kline"
        case .pastTrades: "/v5/market/recent-trade"
        case .create: "/v5/order/create"
        case .cancel: "/v5/order/cancel"
        case .amend: "/v5/order/amend"
        case .openOrders: "/v5/order/realtime"
        case .orderHistory: "/v5/order/history"
        case .executions: "/v5/execution/list"
        case .wallet: "/v5/account/wallet-balance"
        case .positions: "/v5/position/list"
        case .fees: "/v5/account/fee-rate"
        case .key: "/v5/user/query-api"
        }
    }

    /// Whether it asks about public things only, without a signature.
    var isPublic: Bool {
        switch self {
        case .time, .instruments, .candles, .pastTrades: true
        case .create, .cancel, .amend, .openOrders, .orderHistory, .executions, .wallet, .positions, .fees, .key: false
        }
    }

    /// Who goes first.
    var priority: RatePriority {
        switch self {
        case .create, .cancel, .amend: .order
        case .time, .pastTrades, .openOrders, .orderHistory, .executions, .wallet, .positions, .fees, .key: .query
        case .instruments, .candles: .history
        }
    }

    /// How many of them an account may make in a second; nil where only the address is limited.
    var perSecond: Int? {
        switch self {
        case .time, .instruments, .candles, .pastTrades: nil
        case .create(.spot), .cancel(.spot): 20
        case .create(.linear), .cancel(.linear), .amend, .key: 10
        case .openOrders, .orderHistory, .executions, .wallet, .positions: 50
        case .fees: 5
        }
    }

    /// What it is counted under, beside the address.
    var group: RateGroup {
        switch self {
        case .create(let category): RateGroup("bybit create \(category.rawValue)")
        case .cancel(let category): RateGroup("bybit cancel \(category.rawValue)")
        case .amend(let category): RateGroup("bybit amend \(category.rawValue)")
        default: RateGroup("bybit \(path)")
        }
    }
}

/// What Bybit allows.
package enum BybitLimits {
    /// What every request of one address is counted under.
    static let address: RateGroup = "bybit address"
    /// What every new stream of one address is counted under.
    package static let connections: RateGroup = "bybit connections"
    /// The span of the limits of single calls.
    static let second = TimeSpan(seconds: 1)

    /// The limits of one address and one account, for a budget that everything of them shares.
    package static var all: [RateGroup: [RateLimit]] {
        var limits: [RateGroup: [RateLimit]] = [
            address: [RateLimit(600, per: TimeSpan(seconds: 5))],
            connections: [RateLimit(500, per: TimeSpan(seconds: 300))],
        ]
        for call in BybitCall.all {
            if let count = call.perSecond { limits[call.group] = [RateLimit(count, per: second)] }
        }
        return limits
    }

    /// What a call takes.
    static func costs(of call: BybitCall) -> [RateCost] {
        call.perSecond == nil ? [RateCost(address)] : [RateCost(address), RateCost(call.group)]
    }
}
