internal import SigmaModel
internal import SigmaSimulation

/// The assumptions of the simulated venue; the defaults are those of ``SimulationSettings``.
enum SimulationKeys {
    static let fill = Key(
        "simulation.fill", Form<FillRule>.choice, default: "next-open",
        "When an order fills where there is no book; same-close is optimistic, for comparison only.",
        "호가창이 없을 때의 체결 시점입니다. same-close는 낙관적이며 비교용입니다.")
    static let slippage = Key(
        "simulation.slippage", .rate(.zero...Rate(basisPoints: 1_000)), default: "0",
        "Half of the assumed spread as a share of the price, paid by every taker without a book.",
        "호가창이 없을 때 테이커가 내는 스프레드의 절반이며 가격에 대한 비율입니다.")
    static let impact = Key(
        "simulation.impact", .rate(.zero...Rate.one), default: "0",
        "The share of the price paid by an order as large as the bar's volume; less in proportion.",
        "봉 거래량만큼 큰 주문이 더 내는 가격 비율이며 작을수록 비례해 줄어듭니다.")
    static let queue = Key(
        "simulation.queue", .queueModel, default: "fifo",
        "How the queue ahead of a resting order is estimated on a book.",
        "호가창에서 대기 주문 앞의 물량을 추정하는 방법입니다.")
    static let partialFills = Key(
        "simulation.partial-fills", .flag, default: "true",
        "Whether a resting order is filled only as far as trades reached it.",
        "대기 주문을 체결이 닿은 만큼만 채울지 정합니다.")
    static let touchFills = Key(
        "simulation.touch-fills", .flag, default: "false",
        "Whether a candle that only touches a limit price fills it.",
        "봉이 지정가에 닿기만 해도 체결로 볼지 정합니다.")
    static let participation = Key(
        "simulation.participation", Form<Rate>.rate(Rate(raw: 1)...Rate.one).orNone, default: "none",
        "The largest share of a bar's or trade's volume that one order gets.",
        "주문 하나가 가져갈 수 있는 봉 또는 체결 거래량의 최대 비율입니다.")
    static let entryLatency = Key(
        "simulation.entry-latency", .latency, default: "0ms",
        "Delay of orders and cancels on their way to the venue.", "주문과 취소가 거래소에 닿기까지의 지연입니다.")
    static let responseLatency = Key(
        "simulation.response-latency", .latency, default: "0ms",
        "Delay of the venue's answers and fills.", "거래소의 응답과 체결 통지의 지연입니다.")
    static let feedLatency = Key(
        "simulation.feed-latency", .latency, default: "0ms",
        "Delay of market data that has no recorded receive time.", "수신 시각이 없는 시세의 지연입니다.")
    static let seed = Key(
        "simulation.seed", .seed, default: "1", "Seeds the latency distributions.", "지연 분포의 시드입니다.")

    static let section = ConfigurationSection(
        "simulation", "The simulated venue's assumptions; for mode sim.", "시뮬레이션 거래소의 가정이며 mode sim에 적용됩니다.",
        [
            fill.declaration, slippage.declaration, impact.declaration, queue.declaration, partialFills.declaration,
            touchFills.declaration, participation.declaration, entryLatency.declaration, responseLatency.declaration,
            feedLatency.declaration, seed.declaration,
        ])
}
