internal import Foundation
internal import SigmaAnalytics
internal import SigmaEngine
internal import SigmaModel
internal import SigmaReport
internal import SigmaSimulation

/// The facts of a backtest as the tear sheet takes them.
struct BacktestReport {
    let run: BacktestRun
    let review: BacktestReview

    /// Everything that the tear sheet says.
    var input: TearSheetInput {
        let plan = run.plan
        var input = TearSheetInput(
            title: ReportTitle(
                strategy: plan.descriptor.name, symbol: plan.instrument.symbol, venue: plan.instrument.venue.rawValue,
                timeframe: run.timeframe.description, start: review.equity.start, end: review.equity.end,
                currency: plan.instrument.quote),
            equity: review.equity, roundTrips: review.roundTrips, metrics: review.metrics,
            reproduction: Reproduction(
                command: CommandLine.arguments.map(BacktestReport.quoted).joined(separator: " "),
                effectHash: run.effectHash.description, events: run.eventCount, version: SigmaVersion.text))
        input.parameters = zip(plan.parameters.specs, plan.parameters.texts).map { spec, value in
            ReportParameter(name: spec.name, value: value.text, text: Bilingual(spec.text, spec.koreanText))
        }
        input.benchmark = review.benchmark
        input.price = review.price
        input.findings = review.findings
        input.fillRule = [fillRule] + BacktestReport.candleRules(run)
        input.assumptions = assumptions
        input.data = [
            DataSummary(
                source: run.summary.path, rows: run.summary.rows, gaps: review.missingBars,
                // Candles at one time are refused when they are read; trades may share theirs.
                duplicates: run.summary.timeframe == nil ? nil : 0,
                first: run.summary.first, last: run.summary.last)
        ]
        return input
    }

    private var fillRule: ReportFact {
        let text: Bilingual
        switch run.fillRuleName {
        case "next-open":
            text = Bilingual(
                "next-open: an order decided at a close fills at the next candle's open",
                "next-open: 종가에서 결정한 주문은 다음 봉의 시가에 체결됩니다")
        case "same-close":
            text = Bilingual(
                "same-close: an order fills at the very close that decided it (optimistic, for comparison only)",
                "same-close: 주문을 결정한 종가에 그대로 체결됩니다 (낙관적, 비교용)")
        case "book":
            text = Bilingual(
                "book: takers walk the recorded order book, resting orders wait in its queue",
                "book: 시장가 주문은 기록된 호가창을 소진하고, 지정가 주문은 대기열에서 기다립니다")
        default:
            text = Bilingual(
                "\(run.fillRuleName): an order fills at the first trade after it arrived",
                "\(run.fillRuleName): 주문 도착 후 첫 체결 가격에 체결됩니다")
        }
        return ReportFact(label: Bilingual("Fill rule", "체결 규칙"), value: text)
    }

    private static func candleRules(_ run: BacktestRun) -> [ReportFact] {
        guard run.summary.timeframe != nil else { return [] }
        return [
            ReportFact(
                label: Bilingual("Inside a candle", "봉 안의 순서"),
                value: Bilingual(
                    "the worse order is assumed: open, then stops, then limits; a limit needs the price to trade through it",
                    "더 불리한 순서를 가정합니다: 시가, 손절, 지정가. 지정가는 가격이 관통해야 체결됩니다"))
        ]
    }

    private var assumptions: [ReportFact] {
        let settings = run.plan.settings
        let rules = run.plan.instrument.rules.rules(at: review.equity.end)
        func fact(_ english: String, _ korean: String, _ value: String) -> ReportFact {
            ReportFact(label: Bilingual(english, korean), value: Bilingual(value, value))
        }
        return [
            fact("Starting cash", "시작 자금", "\(run.plan.cash) \(run.plan.instrument.quote)"),
            fact("Maker / taker fee", "메이커 / 테이커 수수료", "\(percent(rules.makerFee)) / \(percent(rules.takerFee))"),
            feeAsset(rules),
            fact("Half spread", "반 스프레드", percent(settings.slippage.halfSpread)),
            fact("Impact at full volume", "전체 거래량 충격", percent(settings.slippage.impact)),
            fact("Order latency", "주문 지연", settings.entryLatency.text),
            fact("Queue model", "대기열 모형", "\(settings.queue)"),
            fact("Orders denied by risk", "위험 관리가 거절한 주문", "\(run.recorder.denials.reduce(0, +))"),
        ] + [remainder].compactMap { $0 }
    }

    private func feeAsset(_ rules: VenueRules) -> ReportFact {
        let (base, quote) = (run.plan.instrument.base, run.plan.instrument.quote)
        let text =
            rules.feeAsset == .received
            ? Bilingual(
                "a buy pays in \(base), out of what it brings, and a sell in \(quote); fees count at the fill's price",
                "매수 수수료는 받은 \(base)에서, 매도 수수료는 \(quote)로 냅니다. 합계는 체결가로 환산합니다")
            : Bilingual("buys and sells pay in \(quote)", "매수와 매도 모두 \(quote)로 냅니다")
        return ReportFact(label: Bilingual("Fees are taken in", "수수료 통화"), value: text)
    }

    /// What is left below the venue's quantity step; nil where nothing is.
    private var remainder: ReportFact? {
        guard let left = review.remainder else { return nil }
        let (base, quote) = (run.plan.instrument.base, run.plan.instrument.quote)
        let amount = "\(left.openQuantity) \(base)"
        let profit = left.netProfit.double
        let worth = String(format: "%.2f %@ (%+.2f)", left.openValue.double, quote, profit)
        return ReportFact(
            label: Bilingual("Left below the order step", "주문 단위 미만 잔량"),
            value: Bilingual(
                "\(amount), worth \(worth); no order can sell it, so it counts in the equity and in no trade",
                "\(amount), 평가액 \(worth). 매도할 수 없어 자산에는 포함하고 거래에는 넣지 않습니다"))
    }

    private func percent(_ rate: Rate) -> String { String(format: "%g %%", rate.double * 100) }

    /// An argument as a shell takes it.
    private static func quoted(_ argument: String) -> String {
        let plain = argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=,".contains($0) }
        return plain && !argument.isEmpty ? argument : "'" + argument.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}

extension Latency {
    /// The delay in words.
    fileprivate var text: String {
        switch self {
        case .constant(let span): "\(span.seconds * 1_000) ms"
        case .uniform(let least, let most): "\(least.seconds * 1_000)–\(most.seconds * 1_000) ms"
        case .recorded(let spans): "\(spans.count) recorded values"
        }
    }
}
