/// The keys of the database.
enum StoreKeys {
    static let url = Key(
        "store.url", .store, default: "sqlite:sigma.db", isSecret: true,
        "The database; a relative SQLite path lies in the data directory.",
        "데이터베이스입니다. SQLite의 상대 경로는 데이터 디렉터리 안에 놓입니다.")
    static let pool = Key(
        "store.pool", .integer(1...64), default: "4", "The most connections.", "최대 연결 수입니다.")

    static let section = ConfigurationSection(
        "store", "The database of orders, signals, results and presets.", "주문, 신호, 결과, 프리셋의 데이터베이스입니다.",
        [url.declaration, pool.declaration])
}

/// The keys of the bus.
enum BusKeys {
    static let kind = Key(
        "bus.kind", Form<Configuration.Bus.Kind>.choice, default: "in-process",
        "Whether other processes listen: in-process serves one, redis many.",
        "다른 프로세스와 나눌지 정합니다. in-process는 하나, redis는 여럿입니다.")
    static let url = Key(
        "bus.url", .serviceURL(["redis", "rediss"], example: "redis://127.0.0.1:6379"),
        default: "redis://127.0.0.1:6379", isSecret: true, "The Redis server.", "Redis 서버입니다.")
    static let prefix = Key(
        "bus.prefix", .name, default: "sigma", "What the topics' names begin with.", "토픽 이름의 접두사입니다.")

    static let section = ConfigurationSection(
        "bus", "How ticks, fills and signals reach other parts.", "틱, 체결, 신호를 다른 부분에 전하는 길입니다.",
        [kind.declaration, url.declaration, prefix.declaration])
}

/// The keys of the job queue.
enum QueueKeys {
    static let kind = Key(
        "queue.kind", Form<Configuration.Queue.Kind>.choice, default: "embedded",
        "Where jobs wait: in the store, or in RabbitMQ for workers on other machines.",
        "작업을 저장소에 둘지, 다른 기계의 작업자를 위해 RabbitMQ에 둘지 정합니다.")
    static let url = Key(
        "queue.url", .serviceURL(["amqp", "amqps"], example: "amqp://127.0.0.1:5672"),
        default: "amqp://127.0.0.1:5672", isSecret: true, "The RabbitMQ server.", "RabbitMQ 서버입니다.")
    static let prefetch = Key(
        "queue.prefetch", .integer(1...1_000), default: "4",
        "The most jobs that a worker holds unfinished.", "작업자가 끝내지 않고 쥘 수 있는 최대 작업 수입니다.")

    static let section = ConfigurationSection(
        "queue", "Optimisation trials and scheduled jobs.", "최적화 시행과 예약 작업의 큐입니다.",
        [kind.declaration, url.declaration, prefetch.declaration])
}

/// The keys of the log.
enum LogKeys {
    static let level = Key(
        "log.level", Form<Configuration.Log.Level>.choice, default: "info",
        "The least important lines that are written.", "기록할 가장 낮은 중요도입니다.")
    static let format = Key(
        "log.format", Form<Configuration.Log.Format>.choice, default: "text",
        "Text for people, or one JSON object per line.", "사람을 위한 글 또는 줄마다 JSON 하나입니다.")

    static let section = ConfigurationSection(
        "log", "What is written to standard error.", "표준 오류에 적는 로그입니다.", [level.declaration, format.declaration])
}

/// The keys of metrics and health.
enum MonitoringKeys {
    static let enabled = Key(
        "monitoring.enabled", .flag, default: "true",
        "Whether /metrics and /health are served.", "/metrics와 /health를 제공할지 정합니다.")
    static let address = Key(
        "monitoring.address", .address, default: "127.0.0.1",
        "The address to listen on; there is no login, so keep it on this machine or behind a firewall.",
        "들을 주소입니다. 로그인이 없으므로 이 기계나 방화벽 안에 두십시오.")
    static let port = Key(
        "monitoring.port", .integer(0...65_535), default: "9464",
        "The port; 0 takes any free one.", "포트입니다. 0은 빈 포트를 씁니다.")

    static let section = ConfigurationSection(
        "monitoring", "Metrics for Prometheus, and health.", "Prometheus 지표와 상태 점검입니다.",
        [enabled.declaration, address.declaration, port.declaration])
}
