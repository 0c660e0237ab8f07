import SigmaModel

/// Reads the facts of a backtest and says what speaks against believing it.
public enum BacktestCritic {
    /// Fewer trades prove nothing: with no edge at all, a profit factor above 1.5 then still comes up in one run of
    /// five.
    public static let leastTrades = 30
    /// Fewer trades leave wide doubt: one run of twenty shows such a profit factor by luck.
    public static let enoughTrades = 100
    /// Fewer days hardly meet two kinds of market.
    public static let leastDays = 90.0
    /// More parameters fit noise.
    public static let mostParameters = 10
    /// Less time in the market is hardly a test.
    public static let leastExposure = 0.01
    /// More missing data needs a look.
    public static let notableGapShare = 0.01
    /// More missing data spoils the test.
    public static let seriousGapShare = 0.05
    /// A larger share of one trade makes the result an anecdote.
    public static let largestTradeShare = 0.3
    /// A mean is told from luck below this chance of error.
    public static let significance = 0.05
    /// An annual Sharpe ratio above this is rarely true.
    public static let credibleSharpe = 3.0

    /// The findings, most serious first, then in the order of their codes.
    public static func findings(_ facts: BacktestFacts) -> [BacktestFinding] {
        let found = sample(facts) + market(facts) + execution(facts) + result(facts)
        return BacktestFinding.Severity.allCases.reversed().flatMap { severity in
            BacktestFinding.Code.allCases.flatMap { code in
                found.filter { $0.code == code && $0.severity == severity }
            }
        }
    }

    /// Whether there is enough to judge by.
    private static func sample(_ facts: BacktestFacts) -> [BacktestFinding] {
        var found: [BacktestFinding] = []
        if facts.tradeCount == 0 {
            found.append(
                BacktestFinding(
                    .noTrades, .serious, ["trades": 0], "The strategy never traded.", "거래가 한 번도 없었습니다."))
        } else if let count = facts.tradeCount, count < enoughTrades {
            let limit = count < leastTrades ? leastTrades : enoughTrades
            found.append(
                BacktestFinding(
                    .fewTrades, count < leastTrades ? .serious : .warning,
                    ["trades": Double(count), "limit": Double(limit)],
                    "Only \(count) trades; below \(limit) luck and skill look alike.",
                    "거래가 \(count)건뿐입니다. \(limit)건 미만이면 운과 실력을 구별할 수 없습니다."))
        }
        if let days = facts.days, days < leastDays {
            found.append(
                BacktestFinding(
                    .shortPeriod, .warning, ["days": days, "limit": leastDays],
                    "Only \(text(days)) days; test at least \(text(leastDays)) to meet more than one kind of market.",
                    "기간이 \(text(days))일뿐입니다. 여러 시장 국면을 보려면 \(text(leastDays))일 이상 시험하십시오."))
        }
        if let count = facts.parameterCount, count > mostParameters {
            found.append(
                BacktestFinding(
                    .manyParameters, .warning, ["parameters": Double(count), "limit": Double(mostParameters)],
                    "The strategy has \(count) parameters; with more than \(mostParameters), tuning can fit noise.",
                    "전략의 매개변수가 \(count)개입니다. \(mostParameters)개를 넘으면 조정 과정에서 잡음에 맞춰질 수 있습니다."))
        }
        return found
    }

    /// Whether the strategy and its data saw a market.
    private static func market(_ facts: BacktestFacts) -> [BacktestFinding] {
        var found: [BacktestFinding] = []
        if facts.isEquityFlat == true {
            found.append(
                BacktestFinding(
                    .flatEquity, .serious, [:], "The equity never changed.", "자산이 전혀 변하지 않았습니다."))
        }
        if let exposure = facts.exposure, exposure < leastExposure, facts.tradeCount != 0 {
            found.append(
                BacktestFinding(
                    .hardlyExposed, .warning, ["exposure": exposure, "limit": leastExposure],
                    "A position was held for only \(percent(exposure)) of the time.",
                    "포지션을 보유한 시간이 전체의 \(percent(exposure))뿐입니다."))
        }
        if let share = facts.gapShare, share > 0 {
            let severity: BacktestFinding.Severity =
                share > seriousGapShare ? .serious : share > notableGapShare ? .warning : .info
            found.append(
                BacktestFinding(
                    .dataGaps, severity, ["gapShare": share, "limit": notableGapShare],
                    "\(percent(share)) of the data is missing.", "데이터의 \(percent(share))가 비어 있습니다."))
        }
        return found
    }

    /// Whether the fills could have happened so.
    private static func execution(_ facts: BacktestFacts) -> [BacktestFinding] {
        var found: [BacktestFinding] = []
        if facts.fillsFromBarsOnly == true {
            found.append(
                BacktestFinding(
                    .barFills, .info, [:], "Orders were filled from bars alone; what happened inside a bar is a guess.",
                    "봉 데이터만으로 체결했습니다. 봉 안에서 일어난 일은 추정입니다."))
        }
        if facts.assumesSlippage == false {
            found.append(
                BacktestFinding(
                    .noSlippage, .warning, [:], "No slippage was assumed; real fills are worse.",
                    "슬리피지를 0으로 가정했습니다. 실제 체결은 더 불리합니다."))
        }
        if facts.paysFees == false {
            found.append(
                BacktestFinding(
                    .noFees, .warning, [:], "No fee was paid; set the venue's fee.", "수수료가 0입니다. 거래소 수수료를 설정하십시오."))
        }
        if let count = facts.staleFillCount, count > 0 {
            found.append(
                BacktestFinding(
                    .staleFills, .serious, ["fills": Double(count), "bars": Double(facts.staleAfterBars)],
                    "\(count) fills came more than \(facts.staleAfterBars) bars after the market's last trade.",
                    "마지막 시장 거래 후 \(facts.staleAfterBars)봉이 넘어 체결된 주문이 \(count)건 있습니다."))
        }
        if let count = facts.openTradeCount, count > 0 {
            found.append(
                BacktestFinding(
                    .openPosition, .info, ["trades": Double(count)],
                    "\(count) \(count == 1 ? "trade is" : "trades are") still open, counted at the last price.",
                    "아직 청산하지 않은 거래 \(count)건을 마지막 가격으로 계산했습니다."))
        }
        return found
    }

    /// Whether the result is too good, too thin or too dear.
    private static func result(_ facts: BacktestFacts) -> [BacktestFinding] {
        var found: [BacktestFinding] = []
        if facts.profitFactor?.isInfinite == true {
            found.append(
                BacktestFinding(
                    .infiniteProfitFactor, .warning, [:], "Not one trade lost; the losing case was not tested.",
                    "손실 거래가 하나도 없습니다. 손실 상황은 시험되지 않았습니다."))
        }
        if let share = facts.largestTradeShare, share > largestTradeShare {
            found.append(
                BacktestFinding(
                    .oneTradeDominates, .warning, ["share": share, "limit": largestTradeShare],
                    "One trade makes \(percent(share)) of the profit.", "거래 한 건이 이익의 \(percent(share))를 차지합니다."))
        }
        if let chance = facts.pValue, chance > significance {
            let numbers: KeyValuePairs = ["pValue": chance, "tStatistic": facts.tStatistic ?? 0, "limit": significance]
            found.append(
                BacktestFinding(
                    .insignificantMean, .warning, numbers,
                    "The mean return cannot be told from zero: luck alone does as well in \(percent(chance)) of cases.",
                    "평균 수익률이 0과 구별되지 않습니다. 운만으로도 \(percent(chance)) 확률로 나오는 결과입니다."))
        }
        if let sharpe = facts.sharpe, sharpe > credibleSharpe {
            found.append(
                BacktestFinding(
                    .suspiciousSharpe, .warning, ["sharpe": sharpe, "limit": credibleSharpe],
                    "A Sharpe ratio of \(text(sharpe)) is rarely true; look for look-ahead, missing costs or overfitting.",
                    "샤프 지수 \(text(sharpe))는 드문 값입니다. 미래 참조, 비용 누락, 과최적화를 점검하십시오."))
        }
        if let costs = facts.costs, let profit = facts.profitBeforeCosts, profit > .zero, costs > profit {
            found.append(
                BacktestFinding(
                    .costsExceedProfit, .serious, ["costs": costs.double, "profit": profit.double],
                    "Costs of \(costs) ate the whole profit of \(profit).", "비용 \(costs)이 비용 전 이익 \(profit)을 넘습니다."))
        }
        return found
    }

    private static func percent(_ share: Double) -> String { SentenceNumber.percent(share) }
    private static func text(_ number: Double) -> String { SentenceNumber.rounded(number) }
}
