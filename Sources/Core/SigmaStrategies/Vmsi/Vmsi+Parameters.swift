public import SigmaEngine

extension Vmsi {
    /// Name, parameters and source; the learned parameters come first.
    public static let descriptor = StrategyDescriptor(
        name: "vmsi",
        summary:
            "Long from BUY to SELL of the Volde Momentum Stage Indicator: trend, RSI, volume, contraction and macro.",
        koreanSummary: "추세, RSI, 거래량, 변동성 수축, 매크로를 합친 VMSI 단계의 BUY에 매수하고 SELL에 청산합니다.",
        source: "VMSI-SDM design: Volde Momentum Stage Indicator, Stage Detection Model",
        parameters: learnedParameters + fixedParameters)

    /// The 17 parameters that the learning loop optimises, with the design's names and ranges.
    ///
    /// Defaults are those of the earlier public form of VMSI-SDM. It names none for `vcp_ratio_th` and `dist_ath_max`,
    /// which have the middle of their range.
    public static let learnedParameters: [ParameterSpec] = thresholds + weights + timing + macroWeights

    private static let thresholds: [ParameterSpec] = [
        .decimal("rsi_buy_th", 50...70, default: 55, "RSI above which BUY is possible", "BUY에 필요한 RSI 하한"),
        .decimal("rsi_sell_th", 30...50, default: 45, "RSI below which SELL is possible", "SELL에 필요한 RSI 상한"),
        .decimal("vol_mult_buy", 1...3, default: 1.5, "VolMult above which BUY is possible", "BUY에 필요한 거래량 배수"),
        .decimal("vol_mult_sell", 1...3, default: 1.3, "VolMult above which SELL is possible", "SELL에 필요한 거래량 배수"),
        .decimal(
            "vcp_ratio_th", 0.1...0.8, default: 0.45, "VCP ratio up to which BUY is possible, with filters",
            "필터 사용 시 BUY를 허용하는 VCP 비율 상한"),
        .decimal(
            "dist_ath_max", 0.05...0.3, default: 0.175,
            "distance from the high up to which BUY is possible, with filters",
            "필터 사용 시 BUY를 허용하는 고점 대비 하락 비율 상한"),
    ]

    private static let weights: [ParameterSpec] = [
        .decimal("alpha", 0.5...1, default: 0.8, "weight of EMA20 against EMA50", "EMA20·EMA50 방향의 가중치"),
        .decimal("beta", 0.1...0.6, default: 0.35, "weight of RSI", "RSI의 가중치"),
        .decimal("gamma", 0.3...1, default: 0.7, "weight of VolMult", "거래량 배수의 가중치"),
        .decimal("delta", 0.2...0.8, default: 0.6, "weight of the volatility contraction", "변동성 수축의 가중치"),
        .decimal("epsilon", 0.5...1, default: 0.8, "weight of MacroScore in Prob", "Prob에서 매크로 점수의 가중치"),
    ]

    private static let timing: [ParameterSpec] = [
        .integer(
            "hysteresis_len", 2...5, default: 3, "bars that TrendScore and Prob are smoothed over",
            "TrendScore와 Prob의 평활 봉 수"),
        .integer(
            "cooldown_bars", 2...5, default: 3, "bars after BUY or SELL without another", "BUY·SELL 이후 재신호를 막는 봉 수"),
    ]

    private static let macroWeights: [ParameterSpec] = [
        .decimal("vix_w", -0.5...0, default: -0.3, "macro weight of VIX", "VIX의 매크로 가중치"),
        .decimal("dxy_w", -0.5...0, default: -0.2, "macro weight of the dollar index", "달러 지수의 매크로 가중치"),
        .decimal("us10y_w", -0.5...0, default: -0.2, "macro weight of the ten-year yield", "미국채 10년 금리의 매크로 가중치"),
        .decimal("hygief_w", 0...0.6, default: 0.4, "macro weight of HYG over IEF", "HYG/IEF의 매크로 가중치"),
    ]

    /// What a person sets and the learning loop leaves alone.
    private static let fixedParameters: [ParameterSpec] = [
        .choice(
            "score", ["default", "literal"],
            "default: direction times strength; literal: the design's printed sum, which never sells",
            "default: 방향×강도, literal: 설계 문서에 적힌 합산식(SELL이 나오지 않음)"),
        .choice(
            "exit", ["sell", "watch-down"], "what closes the position: SELL alone, or WATCH_DOWN as well",
            "청산 조건: sell은 SELL만, watch-down은 WATCH_DOWN도 포함"),
        .flag(
            "filters", default: false, "whether BUY also needs vcp_ratio_th and dist_ath_max",
            "BUY에 vcp_ratio_th와 dist_ath_max 조건을 더할지"),
        .integer(
            "ath_bars", 0...10_000, default: 0,
            "bars of the high for dist_ath_max; 0 for all loaded history, 252 for 52 weeks of days",
            "dist_ath_max의 고점을 찾는 봉 수, 0이면 불러온 전체 기간, 일봉 252는 52주"),
        .decimal(
            "trend_buy_th", 50...250, default: 70, "TrendScore from which BUY is possible", "BUY에 필요한 TrendScore 하한"),
        .decimal(
            "trend_sell_th", 0...50, default: 30, "TrendScore up to which SELL is possible", "SELL에 필요한 TrendScore 상한"),
        .decimal("prob_buy_th", 0.5...1, default: 0.6, "Prob from which BUY is possible", "BUY에 필요한 Prob 하한"),
        .decimal("prob_sell_th", 0...0.5, default: 0.4, "Prob up to which SELL is possible", "SELL에 필요한 Prob 상한"),
    ]
}
