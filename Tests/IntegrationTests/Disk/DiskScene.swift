import Foundation
import GRDB
import SigmaJournal
import SigmaModel
import SigmaRuntime

/// A session of the program whose folder lies on one disk and its store on another.
struct DiskScene {
    /// How many market events a whole session has.
    static let events = BuiltProgram.isOptimised ? 60_000 : 20_000

    /// What the session uses beside its own disks.
    let folder: ScratchFolder
    private let data: String
    private let store: String

    /// Writes the configuration.
    ///
    /// - Parameters:
    ///   - data: the data directory; one of the scratch folder unless given.
    ///   - store: the folder of the store; likewise.
    ///   - timeframe: the candles that the strategy decides on; `tick` for as many orders as there can be.
    init(data: String? = nil, store: String? = nil, timeframe: String = "1m") throws {
        folder = try ScratchFolder("disk")
        self.data = data ?? folder.file("data")
        self.store = store ?? folder.path
        try folder.write(
            """
            session: disk
            data-directory: \(self.data)
            feed: {seed: 7, start: 2026-01-01T00:00:00Z, events-per-second: 20, speed: 0, queue-capacity: 1024}
            instruments: [{venue: upbit, symbol: KRW-BTC}]
            strategies:
              - {id: cross, name: ema-cross, symbol: KRW-BTC, timeframe: \(timeframe), sizing: 'total:100000',
                 parameters: {fast: 1, slow: 2, seeding: first}}
            journal: {segment-size: 64KiB}
            store: {url: 'sqlite:\(self.store)/store.db'}
            monitoring: {enabled: false}

            """, to: "sigma.yaml")
    }

    /// The session's folder.
    var directory: SessionDirectory { SessionDirectory(data: URL(filePath: data), name: "disk") }

    /// Starts the program on the session.
    ///
    /// - Parameter fileLimit: the largest file that it may write, in KiB.
    func start(events: Int = events, fileLimit: Int? = nil) throws -> ChildProcess {
        let limit = fileLimit.map { "ulimit -f \($0); " } ?? ""
        return try ChildProcess(
            "/bin/bash",
            [
                "-c", limit + "exec \"$0\" \"$@\"", BuiltProgram.path, "run", "--config", folder.file("sigma.yaml"),
                "--events", "\(events)", "--json",
            ], output: folder.path)
    }

    /// Runs the session to its end, which must be a good one; returns the fingerprint of its decisions.
    func complete(events: Int = events) throws -> String {
        let child = try start(events: events)
        let ending = try child.end()
        guard ending == .exited(0) else {
            throw ProcessFailure("the session ended as \(ending): \(child.errors)\(child.output)")
        }
        return try JSONDecoder().decode(SessionSummary.self, from: Data(child.output.utf8)).effectHash
    }

    /// Replays what is recorded.
    func certificate() throws -> ParityCertificate {
        var replay = try SessionReplay(directory)
        try replay.run()
        return replay.certificate
    }

    /// The newest records, oldest first.
    func lastRecords(_ count: Int) throws -> [SessionRecord] {
        var reader = try JournalReader(directory.journal.path)
        var records: [SessionRecord] = []
        while let record = try reader.next() {
            records.append(record)
            if records.count > count { records.removeFirst() }
        }
        return records
    }

    /// The newest record whose rows are in the store.
    func watermark() throws -> UInt64? {
        try DatabaseQueue(path: "\(store)/store.db").read {
            try UInt64.fetchOne($0, sql: "SELECT max(watermark) FROM projections")
        }
    }
}
