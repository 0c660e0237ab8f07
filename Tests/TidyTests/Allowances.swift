/// Files that may break one rule, each with the reason. An allowance that nothing needs fails the tests.
enum Allowances {
    /// Files with unchecked code and why it is sound.
    static let unsafeCode: [String: String] = [
        "\(runtime)/Queue/EventRing.swift":
            "its slots, allocated in init and freed in deinit; the type states who owns which",
        "\(runtime)/Host/EngineHost.swift":
            "hands a core to its thread once; nobody else touches it, as its header says",
        "\(engine)/StrategyManager.swift": "unretained runners; the slots beside them keep every one alive",
        "\(engine)/StrategyRunner.swift": "its strategy's storage, allocated in init and freed in deinit only",
        "\(history)/Format/Checksum.swift": "hands the caller's bytes to XXH3 for the length of a call",
        "\(history)/Format/FileMapping.swift": "the mapping itself: private, read-only, unmapped in deinit",
        "\(history)/Format/HistoryHeader.swift": "fields at fixed offsets of a page that the caller holds",
        "\(history)/Format/HistoryView.swift": "records in a mapping that the view keeps alive",
        "\(history)/Format/HistoryWriter.swift": "its block, allocated in init and freed in deinit",
        "\(history)/Format/HistoryWriter+Blocks.swift": "the same block, and a copy freed in the call that makes it",
        "\(history)/Format/TemporaryFile.swift": "passes the caller's bytes to read and write",
        "\(history)/Import/BinanceCapture.swift": "reads a line of TextSource's piece within one call",
        "\(history)/Import/CaptureImport.swift": "lines of TextSource's pieces; memchr stays inside the piece's count",
        "\(history)/Import/Inflater.swift": "zlib's stream, allocated in init and freed in deinit",
        "\(history)/Import/RowScanner.swift": "loads words; TextSource keeps eight readable bytes behind each piece",
        "\(history)/Import/SlowRow.swift": "reads inside a slice of the caller's bytes",
        "\(history)/Import/TableImport.swift": "passes TextSource's pieces on within one call",
        "\(history)/Import/TableLayout.swift": "reads the first line within one call",
        "\(history)/Import/TextSource.swift": "its buffer, freed when it grows and in deinit",
        "\(history)/Import/UpbitCapture.swift": "scanners over a line and over its frame, each for one call",
        "\(history)/Import/UpbitImport.swift": "a scanner over a text for the length of a closure",
        "\(history)/Import/ZipArchive.swift": "slices of the mapping, whose offsets are checked first",
        "\(journal)/Codec/Arrival.swift": "the instrument's memory, which the state owns, for the length of a call",
        "\(journal)/Codec/ByteSink.swift": "its buffer, grown before each record, freed in deinit; it cannot be copied",
        "\(journal)/Codec/ByteSource.swift": "a frame in its owner's buffer, which keeps readable slack behind it",
        "\(journal)/Codec/StreamState.swift": "the instruments' memory: checked places, freed in deinit; not copied",
        "\(journal)/JournalLock.swift": "passes a number's text to read and write",
        "\(journal)/Segments/Checksum.swift": "hands the caller's bytes to XXH3 for the length of a call",
        "\(journal)/Segments/DurabilitySearch.swift": "a copy of a file's end, freed in the call that makes it",
        "\(journal)/Segments/FrameHeader.swift": "fields before a payload whose owner keeps room in front and behind",
        "\(journal)/Segments/OpenFile.swift": "passes the caller's bytes to read and write",
        "\(journal)/Segments/SegmentFile.swift": "a header's bytes, freed in the call that makes them",
        "\(journal)/Segments/SegmentHeader.swift": "fields at fixed offsets of 64 bytes that the caller holds",
        "\(journal)/Segments/SegmentList.swift": "reads a header into a local value",
        "\(journal)/Segments/SegmentSource.swift": "its buffer with slack behind, freed in deinit; it cannot be copied",
        "\(journal)/Snapshots/SnapshotHeader.swift": "fields at fixed offsets of a snapshot that the caller holds",
        "\(journal)/Snapshots/SnapshotStore.swift": "a snapshot's bytes, freed in the call that makes them",
        "\(observability)/Latency/LatencyRecorder.swift":
            "the phases keep writer and readers apart, as its header says",
        "\(observability)/Log/LogOutput.swift": "passes a line's bytes to write within one call",
        "\(storage)/PostgreSQL/CStrings.swift": "pointers into its own buffer, for the length of a closure",
        "\(storage)/PostgreSQL/PostgresLink.swift": "libpq's connection, made in init and freed in deinit only",
        "\(storage)/PostgreSQL/PostgresResult.swift": "libpq's result, freed in deinit only",
        "\(storage)/PostgreSQL/PostgresSettings+Parsing.swift": "libpq's message and options, freed in the same call",
        "\(messaging)/Rabbit/AMQPTable.swift": "texts and entries of a table, allocated in init and freed in deinit",
        "\(messaging)/Rabbit/RabbitConnection.swift": "its connection, freed in deinit; only its own thread has it",
        "\(messaging)/Rabbit/RabbitConnection+Publishing.swift": "the caller's payload for the length of a call",
        "\(messaging)/Redis/RedisConnection.swift": "its context, freed in deinit; replies are copied, then freed",
        "\(wire)/JSON/JSONCursor.swift": "reads inside the bounds of the caller's bytes",
        "\(wire)/JSON/JSONCursor+Numbers.swift": "slices of the caller's bytes, for the length of a call",
        "\(wire)/JSON/JSONCursor+Texts.swift": "reads escapes that were checked to lie inside the caller's bytes",
        "\(wire)/JSON/JSONCursor+Whole.swift": "passes the caller's bytes on within one call",
        "\(wire)/JSON/JSONNames.swift": "hands a range of the caller's bytes on",
        "\(wire)/PackedName.swift": "loads a word only where eight bytes are left of the caller's bytes",
        "\(transport)/WebSocket/WebSocketMessage.swift": "its buffer, for the length of a closure",
        "\(wire)/JSONScanner.swift": "reads inside the bounds of the caller's bytes",
    ]

    private static let transport = "Sources/Adapters/SigmaTransport"
    private static let wire = "Sources/Adapters/SigmaWire"
    private static let journal = "Sources/Adapters/SigmaJournal"
    private static let messaging = "Sources/Adapters/SigmaMessaging"
    private static let engine = "Sources/Core/SigmaEngine"
    private static let runtime = "Sources/App/SigmaRuntime"
    private static let storage = "Sources/Adapters/SigmaStorage"
    private static let history = "Sources/Adapters/SigmaHistory"
    private static let observability = "Sources/Adapters/SigmaObservability"

    /// Event-path files with an existential and why it costs nothing per event.
    static let existentials: [String: String] = [
        "Sources/Core/SigmaModel/TextCodable.swift": "Codable names its coders so; manifests are read once per start",
        "Sources/Core/SigmaModel/VenueRules+Codable.swift":
            "Codable names its coders so; rules are read once per start",
    ]

    /// The violations outside the allowed files, and the allowances that nothing needs.
    static func apply(_ allowed: [String: String], to violations: [Violation]) -> [Violation] {
        let unused = allowed.keys.filter { path in !violations.contains { $0.path == path } }.sorted()
        return violations.filter { allowed[$0.path] == nil }
            + unused.map { Violation(path: $0, line: 1, message: "has an allowance it does not need; remove it") }
    }
}
