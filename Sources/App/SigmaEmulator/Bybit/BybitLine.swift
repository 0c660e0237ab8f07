internal import SigmaModel

/// A connection to one of Bybit's streams.
struct BybitLine {
    /// What a connection is for, by its path.
    enum Purpose: Hashable {
        case market(InstrumentKind)
        case account
        case orders
    }

    let session: StreamSession
    let purpose: Purpose
    /// The topics that were asked for, in the order of asking.
    var topics: [BybitStreamTopic] = []
    /// The names of requests of order entry, which may come once.
    var requests: Set<String> = []
    /// How long neither side may say anything.
    let idleLimit: TimeSpan?

    /// The connection of a handshake; nil for a path of none.
    init?(_ session: StreamSession, idleLimit: TimeSpan?) {
        self.session = session
        switch session.request.path {
        case "/v5/public/spot": purpose = .market(.spot)
        case "/v5/public/linear": purpose = .market(.linear)
        case "/v5/private": purpose = .account
        case "/v5/trade": purpose = .orders
        default: return nil
        }
        self.idleLimit = Self.asked(session.request.parameters["max_active_time"]) ?? idleLimit
    }

    /// The venue's name of the connection.
    var name: String { "c0nn\(String(session.number, radix: 36))-\(session.number)" }

    /// The life that a client asks for, such as `30s` or `2m`; between half a minute and ten minutes.
    private static func asked(_ text: String?) -> TimeSpan? {
        guard let text, let unit = text.last, let count = Int64(text.dropLast()) else { return nil }
        let seconds = unit == "m" ? count * 60 : unit == "s" ? count : 0
        return (30...600).contains(seconds) ? TimeSpan(seconds: seconds) : nil
    }
}

/// Something that a stream tells about.
enum BybitStreamTopic: Hashable {
    case trades(InstrumentID)
    case book(InstrumentID, depth: Int)
    case candles(InstrumentID, CandleInterval, name: String)
    case ticker(InstrumentID)
    /// Of an account; of one kind of instruments or, where it is nil, of all.
    case orders(InstrumentKind?)
    case fills(InstrumentKind?)
    case wallet
    /// Topics that are granted and have nothing to tell here.
    case silent(String)

    /// The topic of a name on a connection; nil where there is none.
    init?(_ name: String, _ purpose: BybitLine.Purpose, _ site: VenueSite) {
        switch purpose {
        case .market(let kind): self.init(market: name, kind, site)
        case .account: self.init(account: name)
        case .orders: return nil
        }
    }

    private init?(market name: String, _ kind: InstrumentKind, _ site: VenueSite) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let symbol = parts.last, let board = site.board(symbol, kind: kind) else { return nil }
        switch (parts.first, parts.count) {
        case ("publicTrade", 2): self = .trades(board.id)
        case ("tickers", 2): self = .ticker(board.id)
        case ("orderbook", 3):
            guard let depth = Int(parts[1]), [1, 50, 200, 1_000].contains(depth) else { return nil }
            self = .book(board.id, depth: depth)
        case ("kline", 3):
            guard let interval = BybitText.interval(parts[1]) else { return nil }
            self = .candles(board.id, interval, name: parts[1])
        case ("priceLimit", 2), ("allLiquidation", 2): self = .silent(name)
        default: return nil
        }
    }

    private init?(account name: String) {
        switch name {
        case "order": self = .orders(nil)
        case "order.spot": self = .orders(.spot)
        case "order.linear": self = .orders(.linear)
        case "execution": self = .fills(nil)
        case "execution.spot": self = .fills(.spot)
        case "execution.linear": self = .fills(.linear)
        case "wallet": self = .wallet
        case "position", "position.linear", "greeks", "execution.fast", "execution.fast.spot",
            "execution.fast.linear", "order.option", "execution.option", "dcp.spot", "dcp.future":
            self = .silent(name)
        default: return nil
        }
    }

    /// The venue's name of it.
    func name(_ site: VenueSite) -> String {
        let symbol = { (id: InstrumentID) in site.market.board(id).instrument.symbol }
        return switch self {
        case .trades(let id): "publicTrade.\(symbol(id))"
        case .book(let id, let depth): "orderbook.\(depth).\(symbol(id))"
        case .candles(let id, _, let name): "kline.\(name).\(symbol(id))"
        case .ticker(let id): "tickers.\(symbol(id))"
        case .orders(let kind): "order\(kind.map { ".\(BybitText.category($0))" } ?? "")"
        case .fills(let kind): "execution\(kind.map { ".\(BybitText.category($0))" } ?? "")"
        case .wallet: "wallet"
        case .silent(let name): name
        }
    }

    /// Whether it is of one kind of instruments, which must not be asked for together with all-in-one topics.
    var isCategorised: Bool? {
        switch self {
        case .orders(let kind), .fills(let kind): kind != nil
        default: nil
        }
    }
}
