import Foundation

/// How a run of `sigma run --json` left its session.
struct SessionSummary: Decodable, Equatable {
    let phase, effectHash, equity, cash, deposited, fees, tradingState: String
    let run: UInt32
    let records, marketEvents, orders, fills, denials, snapshot, replayed: UInt64
    let workingOrders, cutBytes: Int
    let positions, prices, remainders: [String: String]
    let recoverySeconds: Double
}

/// What `sigma replay --verify --json` found.
struct Certificate: Decodable {
    let parity, effectHash, equity: String
    let records, marketEvents, orders, fills: UInt64
    let starts: UInt32
    let divergence: String?
}

/// A session's configuration and folder, and the runs of the program on it.
struct SessionUnderTest {
    /// Where everything about it lies.
    let folder: ScratchFolder
    let name: String

    /// Writes the configuration, and makes the folder of all sessions.
    init(_ scene: CrashScene, in folder: ScratchFolder, name: String) throws {
        self.folder = folder
        self.name = name
        try folder.write(scene.text(session: name, data: folder.file("\(name)")), to: "\(name).yaml")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    /// The session's folder.
    var directory: String { folder.file("\(name)/sessions/\(name)") }
    /// The journal's folder.
    var journal: String { "\(directory)/journal" }
    /// The snapshots' folder.
    var snapshots: String { "\(directory)/snapshots" }

    /// The store's file.
    var store: String { folder.file("\(name)/sigma.db") }

    /// The arguments of a run that ends after so many market events.
    func arguments(events: Int, _ settings: [String] = []) -> [String] {
        ["run", "--config", folder.file("\(name).yaml"), "--events", "\(events)", "--json"]
            + settings.flatMap { ["--set", $0] }
    }

    /// Starts a run.
    func start(events: Int, _ settings: [String] = []) throws -> ChildProcess {
        try ChildProcess(BuiltProgram.path, arguments(events: events, settings), output: folder.path)
    }

    /// Runs to the end, which must be a good one.
    func complete(events: Int) throws -> SessionSummary {
        let child = try start(events: events)
        return try summary(of: child)
    }

    /// What a run printed at its end, which must be a good one.
    func summary(of child: ChildProcess) throws -> SessionSummary {
        let ending = try child.end()
        guard ending == .exited(0) else {
            throw ProcessFailure("session '\(name)' ended as \(ending): \(child.errors)\(child.output)")
        }
        return try JSONDecoder().decode(SessionSummary.self, from: Data(child.output.utf8))
    }

    /// Replays the session through BACKTEST; throws unless the program ends as the certificate says.
    func verify() throws -> Certificate {
        let child = try ChildProcess(
            BuiltProgram.path, ["replay", "--verify", directory, "--json"], output: folder.path)
        let ending = try child.end()
        guard let certificate = try? JSONDecoder().decode(Certificate.self, from: Data(child.output.utf8)),
            ending == .exited(certificate.parity == "green" ? 0 : 1)
        else { throw ProcessFailure("the replay of '\(name)' ended as \(ending): \(child.errors)\(child.output)") }
        return certificate
    }
}
