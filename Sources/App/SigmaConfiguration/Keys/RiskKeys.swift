internal import SigmaEngine
internal import SigmaModel

/// The limits that risk enforces; the defaults are those of ``RiskLimits``.
enum RiskKeys {
    private static let standard = RiskLimits()
    private static let share = Form<Rate>.rate(Rate(raw: 1)...Rate.one)
    private static let span = Form<TimeSpan>.duration(TimeSpan(milliseconds: 1)...TimeSpan(seconds: 86_400))

    static let maxOrderNotional = Key(
        "risk.max-order-notional", Form<Money>.money().orNone, default: "none",
        "The largest value of one order.", "주문 하나의 최대 금액입니다.")
    static let maxSymbolExposure = Key(
        "risk.max-symbol-exposure", Form<Money>.money().orNone, default: "none",
        "The largest value held in one instrument, working orders included.",
        "한 종목의 최대 보유 금액이며 미체결 주문을 포함합니다.")
    static let maxTotalExposure = Key(
        "risk.max-total-exposure", Form<Money>.money().orNone, default: "none",
        "The largest sum of values over all instruments.", "모든 종목을 합한 최대 보유 금액입니다.")
    static let maxOpenOrders = Key(
        "risk.max-open-orders", .integer(1...standard.maxOpenOrders), default: "\(standard.maxOpenOrders)",
        "The most working orders.", "미체결 주문의 최대 수입니다.")
    static let maxOrdersPerSpan = Key(
        "risk.max-orders-per-span", Form<Int>.integer(1...100_000).orNone, default: "none",
        "The most orders within order-rate-span.", "order-rate-span 안에 낼 수 있는 최대 주문 수입니다.")
    static let orderRateSpan = Key(
        "risk.order-rate-span", span, default: standard.orderRateSpan.unitText,
        "The sliding window of max-orders-per-span.", "max-orders-per-span을 재는 시간 창입니다.")
    static let priceCollar = Key(
        "risk.price-collar", share.orNone, default: "none",
        "How far a limit price may lie on the wrong side of the market, as a share of it.",
        "지정가가 시장가보다 불리하게 벗어날 수 있는 최대 비율입니다.")
    static let maxMarketAge = Key(
        "risk.max-market-age", span.orNone, default: "none",
        "The oldest market event on which an entry may be based.", "진입의 근거가 될 수 있는 시세의 최대 나이입니다.")
    static let maxDailyLoss = Key(
        "risk.max-daily-loss", share.orNone, default: "none",
        "The largest loss since 00:00 UTC, as a share of the equity then.",
        "00:00 UTC 이후 최대 손실이며 그때 자산에 대한 비율입니다.")
    static let maxDrawdown = Key(
        "risk.max-drawdown", share.orNone, default: "none",
        "The largest loss from the highest equity, as a share of it.", "최고 자산으로부터의 최대 손실 비율입니다.")
    static let maxConsecutiveLosses = Key(
        "risk.max-consecutive-losses", Form<Int>.integer(1...1_000).orNone, default: "none",
        "After so many losing trades in a row no entry for loss-cooldown.",
        "연속 손실이 이 횟수에 이르면 loss-cooldown 동안 진입하지 않습니다.")
    static let lossCooldown = Key(
        "risk.loss-cooldown", .duration(.zero...TimeSpan(seconds: 30 * 86_400)),
        default: standard.lossCooldown.unitText,
        "How long entries are refused after those losses.", "그 손실 뒤 진입을 막는 시간입니다.")
    static let duplicateSpan = Key(
        "risk.duplicate-span", span.orNone, default: "none",
        "The time within which an identical request counts as a duplicate.",
        "같은 요청을 중복으로 보는 시간입니다.")
    static let exitHeadroom = Key(
        "risk.exit-headroom", share.orNone, default: "none",
        "An entry must stay above the venue's minimum order after its price fell by this share.",
        "가격이 이 비율만큼 떨어져도 진입 물량이 거래소 최소 주문을 넘어야 합니다.")
    static let marketProtection = Key(
        "risk.market-protection", share, default: standard.marketProtection.description,
        "How far above the market an immediate order may pay where the venue takes no market buy by quantity.",
        "수량 시장가 매수가 없는 거래소에서 즉시 주문이 시장가보다 더 낼 수 있는 비율입니다.")

    static let section = ConfigurationSection(
        "risk", "The limits that every order has to pass.", "모든 주문이 통과해야 하는 한도입니다.",
        [
            maxOrderNotional.declaration, maxSymbolExposure.declaration, maxTotalExposure.declaration,
            maxOpenOrders.declaration, maxOrdersPerSpan.declaration, orderRateSpan.declaration,
            priceCollar.declaration, maxMarketAge.declaration, maxDailyLoss.declaration, maxDrawdown.declaration,
            maxConsecutiveLosses.declaration, lossCooldown.declaration, duplicateSpan.declaration,
            exitHeadroom.declaration, marketProtection.declaration,
        ])
}
