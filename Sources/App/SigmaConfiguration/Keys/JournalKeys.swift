internal import SigmaModel

/// The keys of the session's recording.
enum JournalKeys {
    static let durability = Key(
        "journal.durability", Form<Configuration.Journal.Durability>.choice, default: "batch",
        "Batch syncs every sync-interval; strict syncs before each order goes out.",
        "batch는 sync-interval마다, strict는 주문을 내보내기 전마다 디스크에 동기화합니다.")
    static let syncInterval = Key(
        "journal.sync-interval", .duration(TimeSpan(milliseconds: 1)...TimeSpan(milliseconds: 1_000)), default: "5ms",
        "The most time that a crash can take from a batch journal.",
        "batch 저널이 장애 때 잃을 수 있는 최대 시간입니다.")
    static let segmentSize = Key(
        "journal.segment-size", Form<Int>.size(64 << 10...1 << 30), default: "8MiB",
        "The size of one journal file; a restart reads the last one.", "저널 파일 하나의 크기입니다. 재시작은 마지막 파일을 읽습니다.")
    static let snapshotInterval = Key(
        "journal.snapshot-interval", .duration(TimeSpan(seconds: 1)...TimeSpan(seconds: 86_400)), default: "5m",
        "The most time between snapshots, which shorten a restart.", "재시작을 빠르게 하는 스냅숏 사이의 최대 시간입니다.")
    static let snapshotEvents = Key(
        "journal.snapshot-events", .integer(100...1_000_000_000), default: "1000000",
        "The most events between snapshots.", "스냅숏 사이의 최대 이벤트 수입니다.")

    static let section = ConfigurationSection(
        "journal", "The recording of everything the session is told and decides.", "세션이 받고 결정한 모든 것의 기록입니다.",
        [
            durability.declaration, syncInterval.declaration, segmentSize.declaration,
            snapshotInterval.declaration, snapshotEvents.declaration,
        ])
}

/// What an orderly end does.
enum StopKeys {
    static let openOrders = Key(
        "on-stop.open-orders", Form<Configuration.StopPolicy>.choice, default: "keep",
        "Working orders at an orderly end: keep them, cancel them, or cancel and sell everything.",
        "정상 종료 때 미체결 주문을 유지, 취소, 또는 취소 후 모두 청산할지 정합니다.")

    static let section = ConfigurationSection(
        "on-stop", "What an orderly end does.", "정상 종료 때 할 일입니다.", [openOrders.declaration])
}
