extension OrderRequest {
    /// Whether prices between `low` and `high` reach a conditional order's trigger.
    ///
    /// - Parameter extreme: the best price that a trailing stop has seen; zero when none.
    @inlinable
    public func isTriggered(high: Price, low: Price, extreme: Price) -> Bool {
        switch (type, side) {
        case (.stop, .buy), (.stopLimit, .buy), (.takeProfit, .sell), (.takeProfitLimit, .sell):
            return high >= triggerPrice
        case (.stop, .sell), (.stopLimit, .sell), (.takeProfit, .buy), (.takeProfitLimit, .buy):
            return low <= triggerPrice
        case (.trailingStop, .sell): return extreme.raw > 0 && low <= trailingTrigger(extreme: extreme)
        case (.trailingStop, .buy): return extreme.raw > 0 && high >= trailingTrigger(extreme: extreme)
        case (.market, _), (.limit, _): return false
        }
    }

    /// Where a trailing stop triggers after the best price it has seen.
    @inlinable
    public func trailingTrigger(extreme: Price) -> Price {
        side == .sell ? extreme.adding(-trail, .up) : extreme.adding(trail, .down)
    }

    /// The best price that a trailing stop has seen after these; unchanged for every other order.
    @inlinable
    public func following(_ extreme: Price, high: Price, low: Price) -> Price {
        guard type == .trailingStop else { return extreme }
        if side == .sell { return max(extreme, high) }
        return extreme.raw == 0 ? low : min(extreme, low)
    }
}
