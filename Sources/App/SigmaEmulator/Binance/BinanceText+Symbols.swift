internal import SigmaModel

extension BinanceText {
    /// The types of orders that every symbol takes.
    static let types = [
        "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT",
    ]

    /// A symbol of exchangeInfo.
    static func symbol(_ board: MarketBoard, site: VenueSite, _ json: inout JSONComposer) {
        let instrument = board.instrument
        json.string("symbol", instrument.symbol)
        json.string("status", site.suspended.contains(board.id) ? "BREAK" : "TRADING")
        json.string("baseAsset", instrument.base)
        json.number("baseAssetPrecision", 8)
        json.string("quoteAsset", instrument.quote)
        json.number("quotePrecision", 8)
        json.number("quoteAssetPrecision", 8)
        json.number("baseCommissionPrecision", 8)
        json.number("quoteCommissionPrecision", 8)
        json.array("orderTypes") { list in for type in types { list.string(type) } }
        for (name, value) in [
            ("icebergAllowed", false), ("ocoAllowed", false), ("otoAllowed", false),
            ("quoteOrderQtyMarketAllowed", true), ("allowTrailingStop", false), ("cancelReplaceAllowed", false),
            ("amendAllowed", true), ("pegInstructionsAllowed", false), ("isSpotTradingAllowed", true),
            ("isMarginTradingAllowed", false),
        ] { json.bool(name, value) }
        json.array("filters") { filters(board.rules(at: site.marketTime), &$0) }
        json.array("permissions") { _ in }
        json.array("permissionSets") { $0.array { $0.string("SPOT") } }
        json.string("defaultSelfTradePreventionMode", "EXPIRE_MAKER")
        json.array("allowedSelfTradePreventionModes") { $0.string("EXPIRE_MAKER") }
    }

    private static func filters(_ rules: VenueRules, _ json: inout JSONComposer) {
        let tick = rules.ticks.tick(at: .zero)
        filter(
            "PRICE_FILTER",
            [("minPrice", Int128(tick.raw)), ("maxPrice", highestPrice), ("tickSize", Int128(tick.raw))], &json)
        let lot = [
            ("minQty", rules.minQuantity.raw), ("maxQty", rules.maxQuantity.raw), ("stepSize", rules.quantityStep.raw),
        ]
        filter("LOT_SIZE", lot, &json)
        filter("MARKET_LOT_SIZE", [("minQty", 0), ("maxQty", rules.maxQuantity.raw), ("stepSize", 0)], &json)
        json.object { entry in
            entry.string("filterType", "NOTIONAL")
            entry.string("minNotional", BinanceFormat.decimal(rules.minNotional.raw))
            entry.bool("applyMinToMarket", true)
            entry.string("maxNotional", BinanceFormat.decimal(rules.maxNotional.raw))
            entry.bool("applyMaxToMarket", false)
            entry.number("avgPriceMins", 5)
        }
        json.object { entry in
            entry.string("filterType", "MAX_NUM_ORDERS")
            entry.number("maxNumOrders", 200)
        }
        json.object { entry in
            entry.string("filterType", "MAX_NUM_ALGO_ORDERS")
            entry.number("maxNumAlgoOrders", 5)
        }
        json.object { entry in
            entry.string("filterType", "MAX_NUM_ORDER_AMENDS")
            entry.number("maxNumOrderAmends", BinanceProtocol.amendmentLimit)
        }
    }

    /// The highest price that an order may name.
    static let highestPrice = Int128(1_000_000_000) * Int128(FixedPoint.one)

    private static func filter(_ type: String, _ members: [(String, Int128)], _ json: inout JSONComposer) {
        json.object { entry in
            entry.string("filterType", type)
            for (name, value) in members { entry.string(name, BinanceFormat.decimal(value)) }
        }
    }

    /// The last 24 hours of REST.
    static func dayTicker(_ board: MarketBoard, at time: Timestamp, micro: Bool, _ json: inout JSONComposer) {
        let day = BinanceDay(board, at: time)
        json.string("symbol", board.instrument.symbol)
        json.string("priceChange", BinanceFormat.decimal(day.change))
        json.string("priceChangePercent", day.percent)
        json.string("weightedAvgPrice", BinanceFormat.decimal(day.average))
        json.string("prevClosePrice", BinanceFormat.decimal(day.open.raw))
        json.string("lastPrice", BinanceFormat.decimal(board.lastPrice.raw))
        json.string("lastQty", BinanceFormat.decimal(board.lastTrade?.quantity.raw ?? 0))
        best(board, ["bidPrice", "bidQty", "askPrice", "askQty"], &json)
        json.string("openPrice", BinanceFormat.decimal(day.open.raw))
        json.string("highPrice", BinanceFormat.decimal(day.high.raw))
        json.string("lowPrice", BinanceFormat.decimal(day.low.raw))
        json.string("volume", BinanceFormat.decimal(day.volume.raw))
        json.string("quoteVolume", BinanceFormat.decimal(day.turnover.raw))
        json.number("openTime", BinanceFormat.number(time - .day, micro: micro))
        json.number("closeTime", BinanceFormat.number(time, micro: micro))
        json.number("firstId", day.firstTrade)
        json.number("lastId", board.lastTrade?.number ?? 0)
        json.number("count", day.count)
    }
}

/// What the last 24 hours of an instrument brought.
struct BinanceDay {
    var open, high, low: Price
    let volume: Quantity
    let turnover: Money
    let count: UInt64
    let firstTrade: UInt64
    private let last: Price

    init(_ board: MarketBoard, at time: Timestamp) {
        let candles = board.candles.newest(.minutes(60), before: .never, count: 24)
        last = board.lastPrice
        open = candles.last?.open ?? last
        high = candles.map(\.high).max() ?? last
        low = candles.map(\.low).min() ?? last
        (volume, turnover) = board.candles.rollingDay(at: time)
        count = candles.reduce(0) { $0 + $1.count }
        firstTrade = candles.last { $0.firstTrade > 0 }?.firstTrade ?? 0
    }

    /// The last price less the first.
    var change: Int64 { last.raw - open.raw }

    /// The change in hundredths of the first price, with three decimals.
    var percent: String {
        guard open.raw > 0 else { return "0.000" }
        let thousandths = FixedPoint.divide(Int128(change) * 100_000, by: Int128(open.raw), .nearest)
        return DecimalText.format(thousandths * Int128(FixedPoint.one) / 1_000, minimumPlaces: 3)
    }

    /// What one unit cost on the average.
    var average: Int128 {
        volume.raw > 0
            ? FixedPoint.divide(turnover.raw * Int128(FixedPoint.one), by: volume.raw, .nearest) : Int128(last.raw)
    }
}
