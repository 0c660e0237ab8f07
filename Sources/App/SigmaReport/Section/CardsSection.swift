import SigmaAnalytics
import SigmaModel

/// The eight headline numbers.
struct CardsSection {
    let input: TearSheetInput

    var markup: Markup {
        let cards = [
            "totalReturn", "annualReturn", "sharpe", "maxDrawdown", "profitFactor", "tradeCount", "winRate", "fees",
        ]
        .compactMap(MetricDescription.named).map(card)
        return "<section class=\"cards\" aria-label=\"Headline numbers / 주요 지표\">\n\(cards)</section>\n"
    }

    private func card(_ description: MetricDescription) -> Markup {
        let metric = description.value(in: input.metrics)
        let text = MetricText(metric, description.unit, currency: input.title.currency)
        let isSigned = ["totalReturn", "annualReturn"].contains(description.id)
        let tone = isSigned ? SectionFrame.tone(metric.number ?? 0) : ""
        let value = figure(metric, description.unit, isSigned: isSigned) ?? "\(text.value)"
        let length = value.source.utf8.count > 26 ? "long" : ""
        let explanation = Bilingual(description.explanationEnglish, description.explanationKorean)
        return """
            <div class="card"><div class="label">\(Bilingual(description.english, description.korean))\
            <button type="button" class="hint" aria-label="?"></button>\
            <span class="bubble" role="tooltip">\(explanation)</span></div>\
            <div class="figure \(tone) \(length)">\(value)</div>\
            <div class="detail">\(text.reason ?? detail(description.id))</div></div>

            """
    }

    /// A value that is written otherwise than in the list of metrics: with its sign, or with a small currency.
    private func figure(_ metric: Metric, _ unit: MetricDescription.Unit, isSigned: Bool) -> Markup? {
        guard let number = metric.number else { return nil }
        if isSigned { return "\(NumberText.percent(number, signed: true))" }
        let currency = input.title.currency
        return unit == .money ? "\(NumberText.money(number, currency: currency)) <small>\(currency)</small>" : nil
    }

    /// The line under a number that puts it in proportion.
    private func detail(_ id: String) -> Bilingual {
        let metrics = input.metrics
        switch id {
        case "totalReturn":
            return Bilingual("\(money(input.equity.initial)) → \(money(input.equity.final)) \(input.title.currency)")
        case "annualReturn":
            return labelled("benchmarkReturn", "Benchmark, whole run", "벤치마크 전체 기간")
        case "sharpe": return labelled("deflatedSharpe", "Deflated, probability", "수축 샤프 확률")
        case "maxDrawdown": return labelled("maxDrawdownOfSamples", "Between all samples", "전체 표본 기준")
        case "profitFactor": return labelled("payoff", "Payoff", "손익비")
        case "tradeCount": return labelled("openTradeCount", "Still open", "보유 중")
        case "winRate":
            guard let outcomes = metrics.trades?.outcomes else { return Bilingual("") }
            let (wins, losses) = (NumberText.count(outcomes.winCount), NumberText.count(outcomes.lossCount))
            return Bilingual("\(wins) won, \(losses) lost", "\(wins)승 \(losses)패")
        case "fees":
            guard let costs = metrics.trades?.costs, costs.grossProfit > .zero else {
                return labelled("grossProfit", "Profit before fees", "수수료 전 손익")
            }
            let share = NumberText.percent(costs.fees.double / costs.grossProfit.double, places: 1)
            return Bilingual("\(share) of the profit before fees", "수수료 전 손익의 \(share)")
        default: return Bilingual("")
        }
    }

    private func labelled(_ id: String, _ english: String, _ korean: String) -> Bilingual {
        guard let description = MetricDescription.named(id) else { return Bilingual("") }
        let metric = description.value(in: input.metrics)
        let text = MetricText(metric, description.unit, currency: input.title.currency).value
        return Bilingual("\(english) \(text.english)", "\(korean) \(text.korean)")
    }

    private func money(_ amount: Money) -> String { NumberText.money(amount.double, currency: input.title.currency) }
}
