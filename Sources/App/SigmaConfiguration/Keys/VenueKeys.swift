internal import SigmaModel

/// The keys of the exchange, for sessions on a real market.
enum VenueKeys {
    static let key = Key(
        "venue.key", Form<String>.secret.orNone, default: "none", isWhollySecret: true,
        "The API key's public part; without it only the market is heard.",
        "API 키의 공개 부분입니다. 없으면 시세만 받습니다.")
    static let secret = Key(
        "venue.secret", Form<String>.secret.orNone, default: "none", isWhollySecret: true,
        "The API key's secret part: ${A_VARIABLE}, file:/a/private/file or secret:NAME.",
        "API 키의 비밀 부분입니다. ${변수}, file:/비공개/파일 또는 secret:이름으로 적습니다.")
    static let rest = Key(
        "venue.rest-url", Form<ServiceURL>.serviceURL(["https", "http"], example: "https://api.upbit.com").orNone,
        default: "none",
        "Another place for requests than the exchange's own, such as an emulator.",
        "거래소 대신 요청을 보낼 곳입니다. 예: 에뮬레이터.")
    static let stream = Key(
        "venue.stream-url", Form<ServiceURL>.serviceURL(["wss", "ws"], example: "wss://api.upbit.com").orNone,
        default: "none",
        "Another place for streams than the exchange's own, such as an emulator.",
        "거래소 대신 스트림을 받을 곳입니다. 예: 에뮬레이터.")
    static let trust = Key(
        "venue.trust", Form<String>.path.orNone, default: "none",
        "A PEM file of the only certificates to trust, for a place of your own.",
        "직접 운영하는 곳을 위해 신뢰할 인증서만 담은 PEM 파일입니다.")
    static let clock = Key(
        "venue.clock", Form<Configuration.VenueAccess.Clock>.choice, default: "wall",
        "Whether the market plays in real time: wall; or has a time of its own, as an emulator's may: market.",
        "시장이 실제 시간으로 흐르면 wall, 에뮬레이터처럼 자체 시간이 있으면 market입니다.")
    static let reconcileInterval = Key(
        "venue.reconcile-interval", .duration(TimeSpan(seconds: 1)...TimeSpan(seconds: 3_600)), default: "1m",
        "The most time between comparisons of orders and balances with the exchange.",
        "주문과 잔고를 거래소와 대조하는 최대 간격입니다.")
    static let tolerance = Key(
        "venue.balance-tolerance", .money(allowsZero: true), default: "0",
        "How much a balance may differ from the session's books before trading halts, in units of its asset.",
        "잔고가 장부와 이만큼 넘게 다르면 거래를 멈춥니다. 해당 자산의 단위입니다.")
    static let horizon = Key(
        "venue.unknown-horizon", .duration(TimeSpan(seconds: 1)...TimeSpan(seconds: 600)), default: "1m",
        "How long an exchange without a time limit of its own may take to show an order that it has.",
        "자체 시간 제한이 없는 거래소가 받은 주문을 보여 줄 때까지 기다릴 수 있는 최대 시간입니다.")
    static let lateness = Key(
        "venue.lateness", .duration(.zero...TimeSpan(seconds: 60)), default: "1s",
        "How much later than the clock a trade may arrive before its candle closes without it.",
        "봉이 닫히기 전에 체결이 시계보다 얼마나 늦게 도착해도 되는지 정합니다.")
    static let books = Key(
        "venue.books", .flag, default: "false",
        "Whether order books are heard beside trades.", "체결과 함께 호가창도 받을지 정합니다.")

    static let section = ConfigurationSection(
        "venue", "The exchange: how to reach it, and how closely to watch the account.",
        "거래소에 접속하는 방법과 계정을 얼마나 자주 확인할지 정합니다.",
        [
            key.declaration, secret.declaration, rest.declaration, stream.declaration, trust.declaration,
            clock.declaration, books.declaration, lateness.declaration, reconcileInterval.declaration,
            tolerance.declaration, horizon.declaration,
        ])
}

/// The keys of the guardian.
enum GuardianKeys {
    static let patience = Key(
        "guardian.patience", .duration(TimeSpan(seconds: 2)...TimeSpan(seconds: 3_600)), default: "30s",
        "How long the session may be silent before its guardian steps in.",
        "세션이 이보다 오래 조용하면 가디언이 개입합니다.")
    static let action = Key(
        "guardian.action", Form<Configuration.Guardian.Action>.choice, default: "flatten",
        "What the guardian does: cancel working orders, or cancel and close every position.",
        "가디언이 할 일입니다. 미체결 주문만 취소하거나, 취소하고 모든 포지션을 청산합니다.")
    static let key = Key(
        "guardian.key", Form<String>.secret.orNone, default: "none", isWhollySecret: true,
        "An API key of its own; the session's where absent.", "가디언 전용 API 키입니다. 없으면 세션의 키를 씁니다.")
    static let secret = Key(
        "guardian.secret", Form<String>.secret.orNone, default: "none", isWhollySecret: true,
        "The secret part of that key.", "그 키의 비밀 부분입니다.")

    static let section = ConfigurationSection(
        "guardian", "A second process that steps in when the session falls silent.",
        "세션이 멈췄을 때 개입하는 두 번째 프로세스입니다.",
        [patience.declaration, action.declaration, key.declaration, secret.declaration])
}
