internal import SigmaModel

/// An instrument as Bybit lists it.
///
/// Source: Bybit "Get Instruments Info", 2026-07-24.
struct BybitInstrumentText {
    let board: MarketBoard
    let time: Timestamp

    func write(_ json: inout JSONComposer) {
        board.instrument.kind == .spot ? writeSpot(&json) : writeLinear(&json)
    }

    private var rules: VenueRules { board.rules(at: time) }

    private func writeSpot(_ json: inout JSONComposer) {
        json.string("symbol", board.instrument.symbol)
        json.string("baseCoin", board.instrument.base)
        json.string("quoteCoin", board.instrument.quote)
        json.string("innovation", "0")
        json.string("status", "Trading")
        json.string("marginTrading", "none")
        json.string("stTag", "0")
        json.object("lotSizeFilter") { lots in
            lots.string("basePrecision", rules.quantityStep.description)
            lots.string("quotePrecision", "0.00000001")
            lots.string("minOrderQty", rules.minQuantity.description)
            lots.string("maxOrderQty", rules.maxQuantity.description)
            lots.string("minOrderAmt", rules.minNotional.description)
            lots.string("maxOrderAmt", rules.maxNotional.description)
            lots.string("maxLimitOrderQty", rules.maxQuantity.description)
            lots.string("maxMarketOrderQty", rules.maxQuantity.description)
            lots.string("postOnlyMaxLimitOrderSize", rules.maxQuantity.description)
        }
        json.object("priceFilter") { prices in prices.string("tickSize", tick) }
        writeRisk(&json)
    }

    private func writeLinear(_ json: inout JSONComposer) {
        json.string("symbol", board.instrument.symbol)
        json.string("contractType", "LinearPerpetual")
        json.string("status", "Trading")
        json.string("baseCoin", board.instrument.base)
        json.string("quoteCoin", board.instrument.quote)
        json.string("launchTime", "1585526400000")
        json.string("deliveryTime", "0")
        json.string("deliveryFeeRate", "")
        json.string("priceScale", String(tick.split(separator: ".").dropFirst().first?.count ?? 0))
        json.object("leverageFilter") { leverage in
            leverage.string("minLeverage", "1")
            leverage.string("maxLeverage", "100.00")
            leverage.string("leverageStep", "0.01")
        }
        json.object("priceFilter") { prices in
            prices.string("minPrice", tick)
            prices.string("maxPrice", "1999999.80")
            prices.string("tickSize", tick)
        }
        json.object("lotSizeFilter") { lots in
            lots.string("maxOrderQty", rules.maxQuantity.description)
            lots.string("minOrderQty", rules.minQuantity.description)
            lots.string("qtyStep", rules.quantityStep.description)
            lots.string("postOnlyMaxOrderQty", rules.maxQuantity.description)
            lots.string("maxMktOrderQty", rules.maxQuantity.description)
            lots.string("minNotionalValue", rules.minNotional.description)
        }
        json.bool("unifiedMarginTrade", true)
        json.number("fundingInterval", 480)
        json.string("settleCoin", board.instrument.quote)
        json.string("copyTrading", "none")
        json.bool("isPreListing", false)
        json.null("preListingInfo")
        writeRisk(&json)
    }

    private func writeRisk(_ json: inout JSONComposer) {
        json.object("riskParameters") { risk in
            risk.string("priceLimitRatioX", BybitOrderDesk.priceBand.description)
            risk.string("priceLimitRatioY", BybitOrderDesk.priceBand.description)
        }
    }

    private var tick: String { rules.ticks.tick(at: max(board.lastPrice, Price(raw: 1))).description }
}
