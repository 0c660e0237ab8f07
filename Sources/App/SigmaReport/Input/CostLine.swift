package import SigmaAnalytics
package import SigmaModel

/// One step from what trading would have made without costs to what it made.
package struct CostLine: Hashable, Sendable {
    /// Whether a line is a level or takes from the level above.
    package enum Kind: Hashable, Sendable {
        case result
        case cost
    }

    /// A level, or what was lost to the next one.
    package var kind: Kind
    /// What the line is.
    package var label: Bilingual
    /// The amount, a cost as a positive number; nil when it was not measured.
    package var amount: Money?

    package init(kind: Kind, label: Bilingual, amount: Money?) {
        self.kind = kind
        self.label = label
        self.amount = amount
    }

    /// The usual lines: before all costs, slippage, before fees, fees, net.
    package static func lines(of costs: Costs) -> [CostLine] {
        [
            CostLine(
                kind: .result, label: Bilingual("Profit before all costs", "비용 전 손익"), amount: costs.profitBeforeCosts),
            CostLine(kind: .cost, label: Bilingual("Slippage", "슬리피지"), amount: costs.slippage),
            CostLine(
                kind: .result, label: Bilingual("Gross profit, before fees", "총손익 (수수료 전)"), amount: costs.grossProfit),
            CostLine(kind: .cost, label: Bilingual("Fees", "수수료"), amount: costs.fees),
            CostLine(kind: .result, label: Bilingual("Net profit", "순손익"), amount: costs.netProfit),
        ]
    }
}
