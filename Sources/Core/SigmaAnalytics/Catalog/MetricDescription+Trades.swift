import SigmaModel

extension MetricDescription {
    /// Metrics 15 to 19: wins and losses of the trades.
    static let tradeOutcomes: [MetricDescription] = [
        MetricDescription(
            "profitFactor", .trades, .ratio, "Profit factor", "수익 팩터 (PF)",
            "What winning trades made over what losing trades lost, after fees.",
            "수수료 차감 후 이익 거래 합계를 손실 거래 합계로 나눈 값입니다."
        ) { $0.trade(\.outcomes.profitFactor) },
        MetricDescription(
            "winRate", .trades, .percent, "Win rate", "승률",
            "The share of trades that made money after fees.", "수수료 차감 후 이익을 낸 거래의 비율입니다."
        ) { $0.trade { Metric($0.outcomes.winRate) } },
        MetricDescription(
            "payoff", .trades, .ratio, "Payoff", "손익비",
            "The mean winning trade over the mean losing one.", "평균 이익 거래를 평균 손실 거래로 나눈 값입니다."
        ) { $0.trade(\.outcomes.payoff) },
        MetricDescription(
            "expectancy", .trades, .money, "Expectancy", "거래당 기대 손익",
            "What one trade made on average after fees.", "거래 한 건의 수수료 차감 후 평균 손익입니다."
        ) { $0.trade(\.outcomes.expectancy) },
        MetricDescription(
            "kelly", .trades, .percent, "Kelly share", "켈리 비율",
            "The growth-optimal stake if the same trades recurred; never bet it whole.",
            "같은 거래가 되풀이될 때 성장률이 최대인 비중이며 전부 쓰지 마십시오."
        ) { $0.trade(\.outcomes.kelly) },
    ]

    /// Metrics 25 to 27: how much the strategy traded, and how evenly it won.
    static let activity: [MetricDescription] = [
        MetricDescription(
            "exposure", .trades, .percent, "Exposure", "시장 노출도",
            "The share of the time in which a position was held.", "포지션을 보유한 시간의 비율입니다."
        ) { $0.trade(\.exposure) },
        MetricDescription(
            "turnover", .trades, .ratio, "Turnover", "회전율",
            "Everything bought and sold over the mean equity.", "총 매매 금액을 평균 자산으로 나눈 값입니다."
        ) { $0.trade(\.turnover) },
        MetricDescription(
            "systemQuality", .trades, .ratio, "System quality number (SQN)", "시스템 품질 지수 (SQN)",
            "How far the mean trade lies from zero, given how trades vary.",
            "거래 손익의 변동에 비해 평균 손익이 0에서 얼마나 떨어져 있는지 나타냅니다."
        ) { $0.trade(\.outcomes.systemQuality) },
        MetricDescription(
            "longestWinRun", .trades, .count, "Longest run of wins", "최장 연승", "Winning trades in a row.",
            "연속으로 이긴 거래 수입니다."
        ) { $0.trade { Metric(Double($0.outcomes.longestWinRun)) } },
        MetricDescription(
            "longestLossRun", .trades, .count, "Longest run of losses", "최장 연패", "Losing trades in a row.",
            "연속으로 진 거래 수입니다."
        ) { $0.trade { Metric(Double($0.outcomes.longestLossRun)) } },
    ]

    /// Counts, averages and extremes of the trades.
    static let details: [MetricDescription] = [
        MetricDescription(
            "tradeCount", .trades, .count, "Trades", "거래 수", "Round trips, open ones included.",
            "진입부터 청산까지의 거래 수이며 보유 중인 것도 포함합니다."
        ) { $0.trade { Metric(Double($0.count)) } },
        MetricDescription(
            "openTradeCount", .trades, .count, "Open trades", "보유 중 거래", "Trades still held at the end.",
            "종료 시점에 아직 보유 중인 거래 수입니다."
        ) { $0.trade { Metric(Double($0.openCount)) } },
        MetricDescription(
            "winCount", .trades, .count, "Winners", "이익 거래 수", "Trades that made money after fees.",
            "수수료 차감 후 이익을 낸 거래 수입니다."
        ) { $0.trade { Metric(Double($0.outcomes.winCount)) } },
        MetricDescription(
            "lossCount", .trades, .count, "Losers", "손실 거래 수", "Trades that lost money after fees.",
            "수수료 차감 후 손실을 낸 거래 수입니다."
        ) { $0.trade { Metric(Double($0.outcomes.lossCount)) } },
        MetricDescription(
            "averageWin", .trades, .money, "Average win", "평균 이익", "The mean winning trade.", "이익 거래의 평균 이익입니다."
        ) { $0.trade(\.outcomes.averageWin) },
        MetricDescription(
            "averageLoss", .trades, .money, "Average loss", "평균 손실",
            "The mean losing trade, as a positive amount.", "손실 거래의 평균 손실이며 양수로 표시합니다."
        ) { $0.trade(\.outcomes.averageLoss) },
        MetricDescription(
            "averageTradeReturn", .trades, .percent, "Average trade return", "거래 평균 수익률",
            "The mean net return on the entry value.", "진입 금액 대비 순수익률의 평균입니다."
        ) { $0.trade(\.averageReturn) },
        MetricDescription(
            "bestTrade", .trades, .money, "Best trade", "최고 거래", "The largest net profit of a trade.",
            "한 거래의 가장 큰 순이익입니다."
        ) { $0.trade { $0.best.map { Metric($0.netProfit.double) } ?? .undefined(.noTrades) } },
        MetricDescription(
            "worstTrade", .trades, .money, "Worst trade", "최악 거래", "The smallest net profit of a trade.",
            "한 거래의 가장 나쁜 순손익입니다."
        ) { $0.trade { $0.worst.map { Metric($0.netProfit.double) } ?? .undefined(.noTrades) } },
        MetricDescription(
            "averageDuration", .trades, .duration, "Average duration", "평균 보유 시간",
            "The mean time from first to last fill.", "첫 체결부터 마지막 체결까지의 평균 시간입니다."
        ) { $0.trade(\.averageDuration) },
        MetricDescription(
            "averageBarsHeld", .trades, .count, "Average bars held", "평균 보유 봉 수", "The mean number of bars held.",
            "거래당 평균 보유 봉 수입니다."
        ) { $0.trade(\.averageBarsHeld) },
        MetricDescription(
            "averageAdverseExcursion", .trades, .percent, "Average MAE", "평균 최대 역행 (MAE)",
            "How far price ran against a trade at its widest, on average.", "거래 중 가격이 불리하게 움직인 최대 폭의 평균입니다."
        ) { $0.trade(\.averageAdverseExcursion) },
        MetricDescription(
            "averageFavourableExcursion", .trades, .percent, "Average MFE", "평균 최대 순행 (MFE)",
            "How far price ran in a trade's favour at its widest, on average.", "거래 중 가격이 유리하게 움직인 최대 폭의 평균입니다."
        ) { $0.trade(\.averageFavourableExcursion) },
        MetricDescription(
            "maxDrawdownOfSamples", .performance, .percent, "Maximum drawdown, all samples", "최대 낙폭 (전체 표본)",
            "The largest loss from a peak between any two equity samples.", "모든 자산 표본 기준으로 고점에서 가장 크게 잃은 비율입니다."
        ) { $0.maxDrawdownOfSamples },
    ]

    /// What trading cost, line by line.
    static let costs: [MetricDescription] = [
        MetricDescription(
            "grossProfit", .costs, .money, "Profit before fees", "수수료 전 손익",
            "The profit of all trades before fees.", "수수료를 빼기 전 모든 거래의 손익입니다."
        ) { $0.trade { Metric($0.costs.grossProfit.double) } },
        MetricDescription(
            "fees", .costs, .money, "Fees", "수수료", "Fees of all fills; negative for rebates.",
            "모든 체결의 수수료이며 리베이트는 음수입니다."
        ) { $0.trade { Metric($0.costs.fees.double) } },
        MetricDescription(
            "slippage", .costs, .money, "Slippage", "슬리피지",
            "What fills cost against the price at order time; part of the profit before fees.",
            "주문 시점 가격 대비 체결 손실이며 수수료 전 손익에 이미 포함되어 있습니다."
        ) { $0.trade { $0.costs.slippage.map { Metric($0.double) } ?? .undefined(.notMeasured) } },
        MetricDescription(
            "netProfit", .costs, .money, "Profit after fees", "순손익",
            "The profit of all trades after fees.", "수수료를 뺀 모든 거래의 손익입니다."
        ) { $0.trade { Metric($0.costs.netProfit.double) } },
    ]
}
