internal import SigmaEngine

/// VMSI's parameters by name, looked up once.
struct VmsiSettings: Sendable {
    let isLiteral: Bool
    let filters: Bool
    let buyStrength: Double
    let sellStrength: Double
    let buyVolume: Double
    let sellVolume: Double
    let contractionMax: Double
    let distanceMax: Double
    let alpha: Double
    let beta: Double
    let gamma: Double
    let delta: Double
    let epsilon: Double
    let smoothing: Int
    let cooldown: Int
    let highBars: Int
    let buyScore: Double
    let sellScore: Double
    let buyProbability: Double
    let sellProbability: Double
    /// In the order of `MacroReading.Series`.
    let macroWeights: ContiguousArray<Double>

    init(_ values: ParameterValues) {
        isLiteral = values["score"] != 0
        filters = values["filters"] != 0
        buyStrength = values["rsi_buy_th"]
        sellStrength = values["rsi_sell_th"]
        buyVolume = values["vol_mult_buy"]
        sellVolume = values["vol_mult_sell"]
        contractionMax = values["vcp_ratio_th"]
        distanceMax = values["dist_ath_max"]
        alpha = values["alpha"]
        beta = values["beta"]
        gamma = values["gamma"]
        delta = values["delta"]
        epsilon = values["epsilon"]
        smoothing = values.integer("hysteresis_len")
        cooldown = values.integer("cooldown_bars")
        highBars = values.integer("ath_bars")
        buyScore = values["trend_buy_th"]
        sellScore = values["trend_sell_th"]
        buyProbability = values["prob_buy_th"]
        sellProbability = values["prob_sell_th"]
        macroWeights = [values["vix_w"], values["dxy_w"], values["us10y_w"], values["hygief_w"]]
    }
}
