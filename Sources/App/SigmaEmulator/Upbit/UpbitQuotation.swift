internal import SigmaModel

extension UpbitProtocol {
    /// Answers a public call.
    func quotation(_ call: UpbitCall, _ parameters: QueryParameters) -> WireAnswer {
        switch call {
        case .markets: return markets(hasDetails: parameters["is_details"] ?? parameters["isDetails"] == "true")
        case .ticker:
            return withBoards(parameters["markets"]) { boards in
                JSONComposer.array { json in
                    for board in boards { ticker(board, &json) }
                }
            }
        case .tickerAll:
            let quotes = (parameters["quote_currencies"] ?? "").split(separator: ",").map(String.init)
            guard !quotes.isEmpty else { return UpbitProtocol.missing }
            return .json(
                JSONComposer.array { json in
                    for board in site.boards where quotes.contains(board.instrument.quote) { ticker(board, &json) }
                })
        case .orderbook: return orderbooks(parameters)
        case .instruments:
            return withBoards(parameters["markets"]) { boards in
                JSONComposer.array { json in
                    for board in boards { instrument(board, &json) }
                }
            }
        case .ticks: return ticks(parameters)
        case .candles(let interval, let unit): return candles(interval, unit: unit, parameters)
        default: return UpbitRefusal.quotation(404, "no Route matched")
        }
    }

    static let missing = UpbitRefusal.quotation(
        400, "Missing request parameter error. Check the required parameters!")

    /// Answers for the markets of a list; one that is not there refuses the whole.
    private func withBoards(_ list: String?, _ body: ([MarketBoard]) -> [UInt8]) -> WireAnswer {
        guard let list, !list.isEmpty else { return UpbitProtocol.missing }
        var boards: [MarketBoard] = []
        for code in list.split(separator: ",") {
            guard let board = site.board(String(code)) else { return UpbitRefusal.quotation(404, "Code not found") }
            boards.append(board)
        }
        return .json(body(boards))
    }

    private func markets(hasDetails: Bool) -> WireAnswer {
        .json(
            JSONComposer.array { json in
                for board in site.boards {
                    let name = UpbitNames.of(board.instrument.base)
                    json.object { market in
                        market.string("market", board.instrument.symbol)
                        market.string("korean_name", name.korean)
                        market.string("english_name", name.english)
                        guard hasDetails else { return }
                        market.object("market_event") { event in
                            event.bool("warning", false)
                            event.object("caution") { caution in
                                for kind in [
                                    "PRICE_FLUCTUATIONS", "TRADING_VOLUME_SOARING", "DEPOSIT_AMOUNT_SOARING",
                                    "GLOBAL_PRICE_DIFFERENCES", "CONCENTRATION_OF_SMALL_ACCOUNTS",
                                ] {
                                    caution.bool(kind, false)
                                }
                            }
                        }
                    }
                }
            })
    }

    private func ticker(_ board: MarketBoard, _ json: inout JSONComposer) {
        guard let day = UpbitDay(board, at: site.marketTime) else { return }
        json.object { ticker in
            ticker.string("market", board.instrument.symbol)
            ticker.string("trade_date", UpbitText.plainDate(day.lastTime))
            ticker.string("trade_time", UpbitText.plainClock(day.lastTime))
            ticker.string("trade_date_kst", UpbitText.plainDate(day.lastTime + UpbitText.koreanOffset))
            ticker.string("trade_time_kst", UpbitText.plainClock(day.lastTime + UpbitText.koreanOffset))
            ticker.number("trade_timestamp", UpbitText.milliseconds(day.lastTime))
            ticker.raw("opening_price", UpbitText.eight(Int128(day.open.raw)))
            ticker.raw("high_price", UpbitText.eight(Int128(day.high.raw)))
            ticker.raw("low_price", UpbitText.eight(Int128(day.low.raw)))
            ticker.raw("trade_price", UpbitText.eight(Int128(day.last.raw)))
            ticker.raw("prev_closing_price", UpbitText.eight(Int128(day.previousClose.raw)))
            ticker.string("change", UpbitText.change(day.last, from: day.previousClose))
            ticker.raw("change_price", UpbitText.eight(abs(day.difference)))
            ticker.raw("change_rate", UpbitText.share(abs(day.difference), of: Int128(day.previousClose.raw)))
            ticker.raw("signed_change_price", UpbitText.eight(day.difference))
            ticker.raw("signed_change_rate", UpbitText.share(day.difference, of: Int128(day.previousClose.raw)))
            ticker.raw("trade_volume", UpbitText.double(day.lastQuantity.raw))
            ticker.raw("acc_trade_price", UpbitText.double(day.turnover.raw))
            ticker.raw("acc_trade_price_24h", UpbitText.double(day.turnover24h.raw))
            ticker.raw("acc_trade_volume", UpbitText.double(day.volume.raw))
            ticker.raw("acc_trade_volume_24h", UpbitText.double(day.volume24h.raw))
            ticker.raw("highest_52_week_price", UpbitText.price(day.yearHigh))
            ticker.string("highest_52_week_date", UpbitText.date(day.lastTime))
            ticker.raw("lowest_52_week_price", UpbitText.price(day.yearLow))
            ticker.string("lowest_52_week_date", UpbitText.date(day.lastTime))
            ticker.number("timestamp", UpbitText.milliseconds(site.marketTime))
        }
    }

    private func orderbooks(_ parameters: QueryParameters) -> WireAnswer {
        let count = parameters["count"].map { Int($0) } ?? 30
        guard let count, (1...30).contains(count), let level = Price(optional: parameters["level"] ?? "0") else {
            return UpbitRefusal.quotation(400, "Invalid parameter. Check the given value!")
        }
        return withBoards(parameters["markets"]) { boards in
            JSONComposer.array { json in
                for board in boards {
                    guard let book = UpbitBook(board, level: level, depth: count, at: site.marketTime) else { continue }
                    json.object { entry in
                        entry.string("market", board.instrument.symbol)
                        entry.number("timestamp", UpbitText.milliseconds(board.bookTime))
                        entry.raw("total_ask_size", UpbitText.double(book.totalAsk.raw))
                        entry.raw("total_bid_size", UpbitText.double(book.totalBid.raw))
                        entry.array("orderbook_units") { units in
                            for unit in book.units {
                                units.object { row in
                                    row.raw("ask_price", UpbitText.price(unit.askPrice))
                                    row.raw("bid_price", UpbitText.price(unit.bidPrice))
                                    row.raw("ask_size", UpbitText.double(unit.askSize.raw))
                                    row.raw("bid_size", UpbitText.double(unit.bidSize.raw))
                                }
                            }
                        }
                        entry.raw("level", UpbitText.double(Int128(level.raw)))
                    }
                }
            }
        }
    }

    private func instrument(_ board: MarketBoard, _ json: inout JSONComposer) {
        let ticks = board.rules(at: site.marketTime).ticks
        json.object { entry in
            entry.string("market", board.instrument.symbol)
            entry.string("quote_currency", board.instrument.quote)
            entry.string("tick_size", ticks.tick(at: board.lastPrice).description)
            entry.array("supported_levels") { levels in
                for level in UpbitBook.levels(of: board, at: site.marketTime) { levels.string(level.description) }
            }
        }
    }
}

extension Price {
    /// The price of a text; nil where it is none.
    init?(optional text: String) {
        guard let price = try? Price(text) else { return nil }
        self = price
    }
}
