internal import SigmaModel
internal import SigmaWire

/// A market as `GET /market/all?is_details=true` lists it.
struct UpbitMarketAnswer: Hashable, Sendable {
    /// Such as `KRW-BTC`.
    var name: String
    /// Why a person should take care; nil for nothing.
    var warning: String?

    /// The markets of an answer.
    static func read(_ answer: [UInt8]) throws(WireError) -> [UpbitMarketAnswer] {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            var markets: [UpbitMarketAnswer] = []
            let list = try cursor.value()
            try cursor.each(of: list, "markets") { (cursor) throws(WireError) in
                let members = try cursor.members(Field.names)
                markets.append(
                    UpbitMarketAnswer(
                        name: try cursor.string(members[Field.market], "market"),
                        warning: try warning(members[Field.event], cursor)))
            }
            return markets
        }
    }

    /// What the venue warns of, in words.
    private static func warning(_ event: JSONValue, _ cursor: JSONCursor) throws(WireError) -> String? {
        if event.isNil { return nil }
        let members = try cursor.members(of: event, "market_event", EventField.names)
        var texts: [String] = []
        if members[EventField.warning].kind == .yes { texts.append("investment warning") }
        if !members[EventField.caution].isNil {
            let cautions = try cursor.members(of: members[EventField.caution], "caution", CautionField.names)
            for (field, text) in CautionField.texts where cautions[field].kind == .yes { texts.append(text) }
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }

    private enum Field: Int {
        case market, event
        static let names = JSONNames([
            ("market", market.rawValue), ("korean_name", nil), ("english_name", nil), ("market_event", event.rawValue),
        ])
    }

    private enum EventField: Int {
        case warning, caution
        static let names = JSONNames([("warning", warning.rawValue), ("caution", caution.rawValue)])
    }

    private enum CautionField: Int {
        case price, volume, deposits, difference, accounts
        static let names = JSONNames([
            ("PRICE_FLUCTUATIONS", price.rawValue), ("TRADING_VOLUME_SOARING", volume.rawValue),
            ("DEPOSIT_AMOUNT_SOARING", deposits.rawValue), ("GLOBAL_PRICE_DIFFERENCES", difference.rawValue),
            ("CONCENTRATION_OF_SMALL_ACCOUNTS", accounts.rawValue),
        ])
        static let texts: [(CautionField, String)] = [
            (.price, "the price moves sharply"), (.volume, "the volume soars"), (.deposits, "deposits soar"),
            (.difference, "the price differs from that of other venues"),
            (.accounts, "few accounts make most of the trades"),
        ]
    }
}

/// Reads one figure of each market from a list of them.
enum UpbitFigures {
    /// The figure by market.
    static func read(_ answer: [UInt8], _ figure: JSONNames, _ field: StaticString) throws(WireError) -> [String: Price]
    {
        try JSONCursor.read(answer) { (cursor) throws(WireError) in
            var figures: [String: Price] = [:]
            let list = try cursor.value()
            try cursor.each(of: list, "markets") { (cursor) throws(WireError) in
                let members = try cursor.members(figure)
                let price = try cursor.price(members[Field.figure], field)
                guard price.raw > 0 else { throw WireError(field, "is not positive") }
                figures[try cursor.string(members[Field.market], "market")] = price
            }
            return figures
        }
    }

    /// The places of the market and its figure.
    enum Field: Int {
        case market, figure
    }
}

/// The tick of each market at its present price, from `GET /orderbook/instruments`.
enum UpbitTickAnswer {
    /// The tick by market.
    static func read(_ answer: [UInt8]) throws(WireError) -> [String: Price] {
        try UpbitFigures.read(
            answer, JSONNames([("market", 0), ("quote_currency", nil), ("tick_size", 1)]), "tick_size")
    }
}

/// The last price of each market, from `GET /ticker`.
enum UpbitPriceAnswer {
    /// The price by market.
    static func read(_ answer: [UInt8]) throws(WireError) -> [String: Price] {
        try UpbitFigures.read(answer, JSONNames([("market", 0), ("trade_price", 1)]), "trade_price")
    }
}
