internal import SigmaModel

/// The keys at the top.
enum GeneralKeys {
    static let mode = Key(
        "mode", Form<SessionMode>.choice, default: "sim",
        "Whether fills are simulated or orders go to the exchange with real money.",
        "체결을 시뮬레이션할지, 실제 돈으로 거래소에 주문을 낼지 정합니다.")
    static let live = Key(
        "live", .flag, default: "false",
        "That orders with real money are meant; mode live needs it, and the option --live as well.",
        "실제 돈으로 주문하겠다는 확인입니다. live 모드에는 이것과 --live 옵션이 모두 필요합니다.")
    static let dataDirectory = Key(
        "data-directory", .path, default: "./sigma-data",
        "The directory of journals, snapshots and the SQLite database.",
        "저널, 스냅숏, SQLite 데이터베이스를 두는 디렉터리입니다.")
    static let session = Key(
        "session", .name, default: "default",
        "The session's name; each session has a journal and a control socket of its own.",
        "세션 이름입니다. 세션마다 저널과 제어 소켓이 따로 있습니다.")

    static let section = ConfigurationSection(
        "", shape: .top, "What runs, and where it keeps its files.", "무엇을 실행하고 파일을 어디에 두는지 정합니다.",
        [mode.declaration, live.declaration, dataDirectory.declaration, session.declaration])
}

/// The session's money.
enum AccountKeys {
    static let currency = Key(
        "account.currency", .currency, default: "KRW",
        "The currency of cash and profit; every instrument is quoted in it.",
        "현금과 손익의 통화입니다. 모든 종목의 호가 통화와 같아야 합니다.")
    static let cash = Key(
        "account.cash", .money(), default: "100000000",
        "The starting cash of a simulated session; a live session asks the exchange.",
        "시뮬레이션 세션의 시작 현금입니다. 실거래 세션은 거래소에 물어봅니다.")

    static let section = ConfigurationSection(
        "account", "The session's money.", "세션의 자금입니다.", [currency.declaration, cash.declaration])
}

/// The keys of market data.
enum FeedKeys {
    static let source = Key(
        "feed.source", Form<Configuration.Feed.Source>.choice, default: "generated",
        "Market data: an invented market, a history file, a feed process by way of the bus, or the exchange itself.",
        "시세의 출처입니다. 생성된 시장, 과거 데이터 파일, 버스를 통한 피드 프로세스, 또는 거래소입니다.")
    static let market = Key(
        "feed.market", Form<Configuration.Feed.Market>.choice, default: "bitcoin-in-won",
        "The invented market; for source generated.", "생성할 시장입니다. source가 generated일 때 씁니다.")
    static let seed = Key(
        "feed.seed", .seed, default: "1",
        "The seed of the invented market; the same seed gives the same market everywhere.",
        "생성 시장의 시드입니다. 같은 시드는 어디서나 같은 시장을 만듭니다.")
    static let speed = Key(
        "feed.speed", .rate(.zero...Rate(raw: 1_000_000 * FixedPoint.one)), default: "1",
        "How many times faster than real time data is played; 0 is as fast as possible.",
        "실제 시간보다 몇 배 빠르게 재생할지 정합니다. 0은 가능한 한 빠르게입니다.")
    static let start = Key(
        "feed.start", Form<Timestamp>.time.orNow, default: "now",
        "The first instant of an invented market; a fixed one makes sessions repeatable.",
        "생성 시장의 첫 시각입니다. 고정하면 세션을 그대로 재현할 수 있습니다.")
    static let eventsPerSecond = Key(
        "feed.events-per-second", .rate(Rate(raw: FixedPoint.one / 100)...Rate(raw: 1_000_000 * FixedPoint.one)),
        default: "5",
        "The average number of trades a second of an invented market, in market time.",
        "생성 시장에서 시장 시간 1초에 평균 몇 건의 체결이 나올지 정합니다.")
    static let file = Key(
        "feed.file", Form<String>.path.orNone, default: "none",
        "The history file; for source history.", "과거 데이터 파일입니다. source가 history일 때 씁니다.")
    static let overflow = Key(
        "feed.overflow", Form<Configuration.Feed.Overflow>.choice, default: "wait",
        "When the engine falls behind: make the source wait, or merge quotes and books to their latest.",
        "엔진이 밀릴 때 출처를 기다리게 할지, 호가를 최신 값으로 합칠지 정합니다.")
    static let queueCapacity = Key(
        "feed.queue-capacity", .integer(64...16_777_216), default: "16384",
        "The most events that wait for the engine.", "엔진을 기다릴 수 있는 이벤트의 최대 수입니다.")
    static let candleGrace = Key(
        "feed.candle-grace", .duration(.zero...TimeSpan(seconds: 60)), default: "0s",
        "How long a candle stays open after its end for trades still under way.",
        "늦게 도착하는 체결을 위해 봉을 마감 후 얼마나 더 열어 둘지 정합니다.")

    static let section = ConfigurationSection(
        "feed", "Where market data comes from.", "시세가 어디서 오는지 정합니다.",
        [
            source.declaration, market.declaration, seed.declaration, start.declaration,
            eventsPerSecond.declaration, speed.declaration, file.declaration, overflow.declaration,
            queueCapacity.declaration, candleGrace.declaration,
        ])
}
