import Foundation

/// A live session at an emulated exchange, each in its own process, with a secret that can be looked for.
final class LiveRun {
    static let (account, key) = ("main", "key-of-the-test")

    let folder: ScratchFolder
    let emulator: EmulatorProcess
    let secret = "Secret" + UUID().uuidString.replacing("-", with: "")
    var venue: LiveVenue { emulator.venue }

    /// Starts the exchange.
    init(_ venue: LiveVenue) throws {
        folder = try ScratchFolder("live-\(venue.rawValue)")
        emulator = try EmulatorProcess(venue, in: folder)
    }

    /// Opens the account; members of its key say what the key may not.
    func openAccount(_ restrictions: String = "") async throws {
        let more = restrictions.isEmpty ? "" : ",\(restrictions)"
        try await emulator.administer(
            "/accounts",
            """
            "name":"\(Self.account)","keys":[{"id":"\(Self.key)","secret":"\(secret)"\(more)}],\
            "balances":{"\(venue.currency)":"\(venue.cash)"}
            """)
    }

    /// Where session, store and journal are.
    var data: String { folder.file("data") }
    /// The session's folder.
    var directory: String { "\(data)/sessions/live" }

    /// Starts the program with the session's configuration, in which everything is logged.
    func start(_ command: String, _ arguments: String..., symbol: String? = nil) throws -> ChildProcess {
        let symbol = symbol ?? venue.symbol
        try folder.write(
            """
            mode: live
            live: true
            session: live
            data-directory: \(data)
            account: {currency: \(venue.currency)}
            instruments: [{venue: \(venue.rawValue), symbol: \(symbol)}]
            strategies:
              - {id: slow, name: ema-cross, symbol: \(symbol), timeframe: 1h, sizing: "percent:50"}
            feed: {source: venue}
            venue:
              key: "\(Self.key)"
              secret: "\(secret)"
              rest-url: "\(emulator.rest)"
              stream-url: "\(emulator.stream)"
              reconcile-interval: 1s
            monitoring: {enabled: false}
            log: {format: json, level: debug}

            """, to: "live.yaml")
        return try ChildProcess(
            BuiltProgram.path, [command, "--config", folder.file("live.yaml")] + arguments, output: folder.path)
    }

    /// Starts the session and waits until it hears the market and the account.
    func startSession() throws -> ChildProcess {
        let session = try start("run", "--live")
        try session.until("market and account are heard") { try isHeard() }
        return session
    }

    /// Whether the session hears the market and the account.
    func isHeard() throws -> Bool {
        let accounts = try emulator.overview().connections.map { $0.account != nil }
        return accounts.contains(true) && accounts.contains(false)
    }

    /// Where the secret is to be seen: what processes printed, and every file of the data directory.
    func leaks(_ processes: ChildProcess...) throws -> [String] {
        let printed = processes.filter { ($0.output + $0.errors).contains(secret) }
        let hasData = FileManager.default.fileExists(atPath: data)
        return printed.map { "what \($0.process) printed" }
            + (hasData ? try SecretSearch.findings(of: [secret], in: data) : [])
    }
}
