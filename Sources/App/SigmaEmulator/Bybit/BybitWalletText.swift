internal import SigmaEngine
internal import SigmaModel

/// What a unified account owns, in an answer or on the stream.
///
/// Source: Bybit "Get Wallet Balance", "Wallet" stream.
struct BybitWalletText {
    let site: VenueSite
    let account: EmulatedAccount
    let balances: [AssetBalance]

    func write(_ json: inout JSONComposer) {
        let total = account.balances.filter { !$0.asset.contains(":") }.reduce(Money.zero) { $0 + value(of: $1) }
        json.string("accountType", "UNIFIED")
        for name in ["accountLTV", "accountIMRate", "accountMMRate", "totalInitialMargin", "totalMaintenanceMargin"] {
            json.string(name, "0")
        }
        let profit = site.boards.reduce(Money.zero) { $0 + account.unrealized(on: $1) }
        json.string("totalPerpUPL", profit.description)
        json.string("totalWalletBalance", total.description)
        for name in ["totalEquity", "totalMarginBalance", "totalAvailableBalance"] {
            json.string(name, (total + profit).description)
        }
        json.array("coin") { list in
            for balance in balances {
                list.object { coin in write(balance, &coin) }
            }
        }
    }

    private func write(_ balance: AssetBalance, _ json: inout JSONComposer) {
        let total = BybitText.decimal(balance.free + balance.locked)
        json.string("coin", balance.asset)
        let (profit, realized) = profits(in: balance.asset)
        json.string("equity", BybitText.decimal(balance.free + balance.locked + profit.raw))
        json.string("usdValue", value(of: balance).description)
        json.string("walletBalance", total)
        json.string("locked", BybitText.decimal(balance.locked))
        for name in [
            "spotHedgingQty", "borrowAmount", "accruedInterest", "totalOrderIM", "totalPositionIM", "totalPositionMM",
            "bonus", "spotBorrow",
        ] {
            json.string(name, "0")
        }
        json.string("unrealisedPnl", profit.description)
        json.string("cumRealisedPnl", realized.description)
        json.bool("collateralSwitch", true)
        json.bool("marginCollateral", true)
        json.string("availableToWithdraw", "")
        json.string("availableToBorrow", "")
    }

    /// The profit of open contracts that settle in an asset, and of closed ones so far, fees taken off.
    private func profits(in asset: String) -> (open: Money, closed: Money) {
        site.boards.reduce((Money.zero, Money.zero)) { sums, board in
            guard board.instrument.quote == asset else { return sums }
            let position = account.position(in: board.id)
            return (sums.0 + account.unrealized(on: board), sums.1 + position.realized - position.fees)
        }
    }

    /// Its worth in dollars, which the quote currencies are taken to be.
    private func value(of balance: AssetBalance) -> Money {
        let total = balance.free + balance.locked
        guard let board = site.boards.first(where: { $0.instrument.base == balance.asset }) else {
            return Money(raw: total)
        }
        return Money(price: board.lastPrice, quantity: Quantity(raw: total), rounding: .down)
    }
}
