internal import SigmaModel

/// The keys of one instrument.
enum InstrumentKeys {
    static let venue = Key(
        "instruments[].venue", Form<Venue>.choice, default: nil,
        "The exchange whose rules and fees apply.", "규칙과 수수료를 따를 거래소입니다.")
    static let symbol = Key(
        "instruments[].symbol", .symbol, default: nil,
        "The venue's own name of the instrument.", "거래소가 쓰는 종목 이름입니다.")
    static let kind = Key(
        "instruments[].kind", .instrumentKind, default: "spot",
        "Spot, or a linear perpetual contract.", "현물 또는 선형 무기한 계약입니다.")

    static let section = ConfigurationSection(
        "instruments", shape: .list(standard: "[{venue: upbit, symbol: KRW-BTC}]"),
        "What may be traded.", "거래할 수 있는 종목입니다.",
        [venue.declaration, symbol.declaration, kind.declaration])
}

/// The keys of one strategy at work.
enum StrategyKeys {
    static let id = Key(
        "strategies[].id", .name, default: nil,
        "Its name in this session, which logs, orders and the dashboard show.",
        "이 세션에서의 이름입니다. 로그, 주문, 대시보드에 나타납니다.")
    static let name = Key(
        "strategies[].name", .name, default: nil,
        "The strategy; sigma strategies lists them.", "전략입니다. sigma strategies로 목록을 봅니다.")
    static let symbol = Key(
        "strategies[].symbol", .symbol, default: nil,
        "The instrument it trades, one of instruments.", "거래할 종목이며 instruments에 있어야 합니다.")
    static let venue = Key(
        "strategies[].venue", Form<Venue>.choice.orNone, default: "none",
        "The instrument's venue; needed when two venues share a symbol.",
        "종목의 거래소입니다. 두 거래소에 같은 이름이 있을 때 필요합니다.")
    static let timeframe = Key(
        "strategies[].timeframe", .timeframe, default: nil, "The candles it decides on.", "판단에 쓰는 봉 길이입니다.")
    static let sizing = Key(
        "strategies[].sizing", .sizing, default: "percent:95",
        "The size of an entry, fee included.", "진입 크기이며 수수료를 포함합니다.")
    static let preset = Key(
        "strategies[].preset", Form<String>.name.orNone, default: "none",
        "A stored preset whose parameters apply before those given here.",
        "저장된 프리셋입니다. 그 매개변수 위에 아래 매개변수를 덮어씁니다.")
    static let parameters = ConfigurationKey(
        path: "strategies[].parameters", domain: "name: value, as sigma strategies NAME lists", standard: "{}",
        shape: .map, isSecret: false, isWhollySecret: false,
        text: "Parameters that differ from the strategy's defaults.",
        koreanText: "기본값과 다르게 할 매개변수입니다.")

    static let section = ConfigurationSection(
        "strategies",
        shape: .list(
            standard: "[{id: ema-cross-btc, name: ema-cross, symbol: KRW-BTC, timeframe: 1m, sizing: 'percent:95'}]"),
        "What trades, in the order in which it is asked.", "거래하는 전략이며 적힌 순서대로 판단합니다.",
        [
            id.declaration, name.declaration, symbol.declaration, venue.declaration, timeframe.declaration,
            sizing.declaration, preset.declaration, parameters,
        ])
}

/// The keys of one scheduled job.
enum ScheduleKeys {
    static let job = Key(
        "schedule[].job", .name, default: nil, "The job that starts.", "시작할 작업입니다.")
    static let cron = Key(
        "schedule[].cron", .cron, default: nil, "When: five fields of crontab.", "실행 시각이며 crontab의 다섯 필드입니다.")
    static let zone = Key(
        "schedule[].zone", Form<Configuration.Job.Zone>.choice, default: "UTC",
        "The time zone of the fields.", "필드의 시간대입니다.")

    static let section = ConfigurationSection(
        "schedule", shape: .list(standard: "[]"), "Jobs by the clock.", "정해진 시각에 실행할 작업입니다.",
        [job.declaration, cron.declaration, zone.declaration])
}
