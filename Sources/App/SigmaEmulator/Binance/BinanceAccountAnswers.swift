internal import SigmaModel

extension BinanceProtocol {
    /// What an account owns and may do.
    func accountText(_ parameters: BinanceParameters, _ account: EmulatedAccount, micro: Bool) -> [UInt8] {
        let omitsZeros = parameters["omitZeroBalances"] == "true"
        let rules = site.boards.first?.rules(at: site.marketTime)
        let fees = (maker: rules?.makerFee ?? .zero, taker: rules?.takerFee ?? .zero)
        return JSONComposer.object { json in
            json.number("makerCommission", fees.maker.raw / 10_000)
            json.number("takerCommission", fees.taker.raw / 10_000)
            json.number("buyerCommission", 0)
            json.number("sellerCommission", 0)
            json.object("commissionRates") { write(fees, &$0) }
            for (name, value) in [
                ("canTrade", true), ("canWithdraw", true), ("canDeposit", true), ("brokered", false),
                ("requireSelfTradePrevention", false), ("preventSor", false),
            ] { json.bool(name, value) }
            json.number("updateTime", BinanceFormat.number(site.marketTime, micro: micro))
            json.string("accountType", "SPOT")
            json.array("balances") { list in
                for balance in account.balances
                where !balance.asset.contains(":") && !(omitsZeros && balance.free == 0 && balance.locked == 0) {
                    list.object { entry in
                        entry.string("asset", balance.asset)
                        entry.string("free", BinanceFormat.decimal(balance.free))
                        entry.string("locked", BinanceFormat.decimal(balance.locked))
                    }
                }
            }
            json.array("permissions") { $0.string("SPOT") }
            json.number("uid", 354_937_868)
        }
    }

    private func write(_ fees: (maker: Rate, taker: Rate), _ json: inout JSONComposer) {
        json.string("maker", BinanceFormat.decimal(fees.maker.raw))
        json.string("taker", BinanceFormat.decimal(fees.taker.raw))
        json.string("buyer", "0.00000000")
        json.string("seller", "0.00000000")
    }

    /// What the account pays for trades of a symbol.
    func commission(_ parameters: BinanceParameters) throws(BinanceRefusal) -> [UInt8] {
        let board = try board(parameters)
        let rules = board.rules(at: site.marketTime)
        return JSONComposer.object { json in
            json.string("symbol", board.instrument.symbol)
            json.object("standardCommission") { write((rules.makerFee, rules.takerFee), &$0) }
            json.object("specialCommission") { write((.zero, .zero), &$0) }
            json.object("taxCommission") { write((.zero, .zero), &$0) }
            json.object("discount") { discount in
                discount.bool("enabledForAccount", false)
                discount.bool("enabledForSymbol", false)
                discount.string("discountAsset", "BNB")
                discount.string("discount", "0.25000000")
            }
        }
    }

    /// How many orders that are not filled the account has sent.
    func orderCount(_ account: EmulatedAccount) -> [UInt8] {
        let used = limits.used(by: "", account: account.name, at: site.wall)
        return JSONComposer.array { json in
            for (row, count) in zip(BinanceLimits.rows, used) where row.kind == "ORDERS" {
                json.object { BinanceText.limit(row, used: count, &$0) }
            }
        }
    }

    /// What a key may do.
    func restrictions(_ key: EmulatedKey) -> [UInt8] {
        JSONComposer.object { json in
            json.bool("ipRestrict", !key.addresses.isEmpty)
            json.number("createTime", 1_698_645_219_000)
            json.bool("enableReading", key.permissions.contains(.read))
            json.bool("enableSpotAndMarginTrading", key.permissions.contains(.trade))
            json.bool("enableWithdrawals", key.permissions.contains(.withdraw))
            for name in ["enableInternalTransfer", "enableMargin", "enableFutures", "enableVanillaOptions"] {
                json.bool(name, false)
            }
            if let end = key.expires {
                json.number("tradingAuthorityExpirationTime", BinanceFormat.number(end))
            }
        }
    }

    /// The account's executions of a symbol, oldest first.
    func myTrades(
        _ parameters: BinanceParameters, _ account: EmulatedAccount, micro: Bool
    ) throws(BinanceRefusal) -> [UInt8] {
        let symbol = try board(parameters).instrument.symbol
        let limit = try parameters.limit(500, atMost: 1_000)
        let (order, from) = (try parameters.integer("orderId"), try parameters.integer("fromId"))
        let (start, end) = (try parameters.integer("startTime"), try parameters.integer("endTime"))
        let (number, first) = (order.map { UInt64(max(0, $0)) }, UInt64(max(0, from ?? 0)))
        let (begin, last) = (
            start.map { BinanceFormat.time($0) } ?? .epoch, end.map { BinanceFormat.time($0) } ?? .never
        )
        let fills = account.fills.filter { fill in
            fill.symbol == symbol && (number == nil || fill.order == number) && fill.number >= first
                && fill.time >= begin && fill.time <= last
        }
        let chosen = from != nil || start != nil ? fills.prefix(limit) : fills.suffix(limit)
        return JSONComposer.array { json in
            for fill in chosen {
                json.object { row in
                    row.string("symbol", fill.symbol)
                    row.number("id", fill.number)
                    row.number("orderId", fill.order)
                    row.number("orderListId", -1)
                    row.string("price", BinanceFormat.decimal(fill.price.raw))
                    row.string("qty", BinanceFormat.decimal(fill.quantity.raw))
                    row.string("quoteQty", BinanceFormat.decimal(fill.notional.raw))
                    row.string("commission", BinanceFormat.decimal(fill.fee.raw))
                    row.string("commissionAsset", fill.feeAsset)
                    row.number("time", BinanceFormat.number(fill.time, micro: micro))
                    row.bool("isBuyer", fill.isBuy)
                    row.bool("isMaker", fill.isMaker)
                    row.bool("isBestMatch", true)
                }
            }
        }
    }
}
