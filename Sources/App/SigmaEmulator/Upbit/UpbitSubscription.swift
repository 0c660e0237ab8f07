internal import SigmaModel

/// One `type` element of a subscription.
struct UpbitSubscription: Hashable {
    enum Topic: Hashable {
        case ticker
        case trade
        case orderbook
        case candle(CandleInterval)
        case myOrder
        case myAsset
        case announcement

        var isPrivate: Bool {
            switch self {
            case .myOrder, .myAsset, .announcement: true
            case .ticker, .trade, .orderbook, .candle: false
            }
        }
    }

    /// A market as it was named, with the depth of a book.
    struct Code: Hashable {
        let symbol: String
        let depth: Int
        /// As it was sent, such as `KRW-BTC.5`.
        let text: String
    }

    let topic: Topic
    /// The type as it was sent, such as `candle.1m`.
    let type: String
    /// Empty for every market.
    let codes: [Code]
    /// The grouping of a book.
    let level: Price
    let wantsSnapshot: Bool
    let wantsRealtime: Bool

    /// Whether it concerns a market.
    func concerns(_ symbol: String) -> Bool { codes.isEmpty || codes.contains { $0.symbol == symbol } }
}

/// What a client sent over a connection.
struct UpbitStreamRequest {
    enum Problem: String, Error {
        case wrongFormat = "WRONG_FORMAT"
        case noTicket = "NO_TICKET"
        case noType = "NO_TYPE"
        case noCodes = "NO_CODES"
        case invalidParameter = "INVALID_PARAM"
        case invalidAuthority = "INVALID_AUTH"
        case tooMany = "Too Many Requests"

        var message: String {
            switch self {
            case .wrongFormat: "Format이 맞지 않습니다."
            case .noTicket: "티켓이 존재하지 않거나 유효하지 않습니다."
            case .noType: "Type 필드가 존재하지 않습니다."
            case .noCodes: "Codes 필드가 존재하지 않습니다."
            case .invalidParameter: "파라미터가 올바르지 않습니다."
            case .invalidAuthority: "인증 정보가 올바르지 않습니다."
            case .tooMany: "요청 수 제한을 초과했습니다."
            }
        }
    }

    let ticket: String
    let subscriptions: [UpbitSubscription]
    /// Whether it asks what is subscribed.
    let isQuestion: Bool
    /// Nil where none was named.
    let format: UpbitFormat?

    init(_ bytes: [UInt8]) throws(Problem) {
        guard let parts = JSONTree(bytes)?.elements, !parts.isEmpty,
            parts.allSatisfy({ $0.members != nil })
        else { throw .wrongFormat }
        guard let ticket = parts[0]["ticket"]?.plain, !ticket.isEmpty else { throw .noTicket }
        self.ticket = ticket
        if let text = parts.compactMap({ $0["format"] }).last {
            guard let format = UpbitFormat(rawValue: text.plain ?? "") else { throw .wrongFormat }
            self.format = format
        } else {
            format = nil
        }
        isQuestion = parts.contains { $0["method"]?.string == "LIST_SUBSCRIPTIONS" }
        var subscriptions: [UpbitSubscription] = []
        for part in parts.dropFirst() where part["type"] != nil {
            subscriptions.append(try UpbitStreamRequest.subscription(part))
        }
        guard isQuestion || !subscriptions.isEmpty else { throw .noType }
        self.subscriptions = subscriptions
    }

    private static func subscription(_ part: JSONTree) throws(Problem) -> UpbitSubscription {
        guard let type = part["type"]?.string else { throw .noType }
        guard let topic = topic(type) else { throw .invalidParameter }
        var codes: [UpbitSubscription.Code] = []
        if let list = part["codes"] {
            guard let elements = list.elements else { throw .wrongFormat }
            for element in elements {
                guard let text = element.string else { throw .wrongFormat }
                codes.append(try code(text, topic))
            }
        }
        if topic == .myAsset, part["codes"] != nil { throw .wrongFormat }
        if !topic.isPrivate, codes.isEmpty { throw .noCodes }
        guard let level = Price(optional: part["level"]?.plain ?? "0") else { throw .invalidParameter }
        let flag = { (name: String, old: String) in (part[name] ?? part[old])?.bool ?? false }
        let onlySnapshot = flag("is_only_snapshot", "isOnlySnapshot")
        let onlyRealtime = flag("is_only_realtime", "isOnlyRealtime")
        if onlySnapshot, onlyRealtime { throw .invalidParameter }
        return UpbitSubscription(
            topic: topic, type: type, codes: codes, level: level, wantsSnapshot: !onlyRealtime && !topic.isPrivate,
            wantsRealtime: !onlySnapshot)
    }

    private static func topic(_ type: String) -> UpbitSubscription.Topic? {
        switch type {
        case "ticker": .ticker
        case "trade": .trade
        case "orderbook": .orderbook
        case "myOrder": .myOrder
        case "myAsset": .myAsset
        case "announcement": .announcement
        case "candle.1s": .candle(.second)
        case "candle.1m", "candle.3m", "candle.5m", "candle.10m", "candle.15m", "candle.30m", "candle.60m",
            "candle.240m":
            Int64(type.dropFirst("candle.".count).dropLast()).map { .candle(.minutes($0)) }
        default: nil
        }
    }

    /// A market's name; that of a book may end with a depth.
    private static func code(
        _ text: String, _ topic: UpbitSubscription.Topic
    ) throws(Problem) -> UpbitSubscription.Code {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return UpbitSubscription.Code(symbol: text, depth: 30, text: text) }
        guard topic == .orderbook, let depth = Int(parts[1]), [1, 5, 15, 30].contains(depth) else {
            throw .invalidParameter
        }
        return UpbitSubscription.Code(symbol: String(parts[0]), depth: depth, text: text)
    }
}
