import Foundation
import FoundationNetworking
import SigmaJournal
import SigmaMessaging
import SigmaModel
import SigmaPorts
import SigmaRuntime
import TestServers

/// A session's configuration with real servers, and the processes that work on it.
struct ServerScene {
    /// What `/health` says of one part.
    private struct Health: Decodable {
        struct Component: Decodable {
            let name, state: String
        }

        let components: [Component]
    }

    let folder: ScratchFolder
    let name: String
    private let monitoring: UInt16

    /// Writes the configuration: settings by line, beside those of every scene.
    init(_ name: String, feed: String, _ lines: [String], monitoring port: UInt16? = nil) throws {
        self.name = name
        folder = try ScratchFolder(name)
        monitoring = try port ?? LocalPort.free()
        let all = [
            "session: \(name)", "data-directory: \(folder.file("data"))",
            "account: {currency: KRW, cash: 100000000}", "instruments: [{venue: upbit, symbol: KRW-BTC}]",
            "strategies:\n  - {id: cross, name: ema-cross, symbol: KRW-BTC, timeframe: 1s, "
                + "sizing: 'total:300000', parameters: {fast: 1, slow: 3}}",
            "feed: {\(feed)}", "log: {format: json}", "monitoring: {port: \(monitoring)}",
        ]
        try folder.write((all + lines).joined(separator: "\n") + "\n", to: "sigma.yaml")
    }

    var directory: SessionDirectory { SessionDirectory(data: URL(filePath: folder.file("data")), name: name) }

    /// How a part of the running session is; nil while nobody answers.
    func health(of component: String) -> String? {
        guard let url = URL(string: "http://127.0.0.1:\(monitoring)/health"), let data = try? Data(contentsOf: url),
            let health = try? JSONDecoder().decode(Health.self, from: data)
        else { return nil }
        return health.components.first { $0.name == component }?.state
    }

    /// Starts the program with this configuration.
    func start(_ command: String, _ arguments: [String] = []) throws -> ChildProcess {
        try ChildProcess(
            BuiltProgram.path, [command, "--config", folder.file("sigma.yaml")] + arguments, output: folder.path)
    }

    /// Replays the session; the certificate's text.
    func certificate() throws -> Certificate {
        let child = try ChildProcess(
            BuiltProgram.path, ["replay", "--verify", directory.url.path, "--json"], output: folder.path)
        _ = try child.end()
        return try JSONDecoder().decode(Certificate.self, from: Data(child.output.utf8))
    }

    /// The session's manifest.
    func manifest() throws -> SessionManifest {
        guard let manifest = try directory.readManifest() else { throw ProcessFailure("there is no session") }
        return manifest
    }

    /// Every message that the session's journal tells, in order.
    func messages() throws -> [BusMessage] {
        var translator = BusTranslator(BusSession(try manifest()))
        var reader = try JournalReader(directory.journal.path)
        var messages: [BusMessage] = []
        while let record = try reader.next() {
            if let message = translator.take(record, sequence: reader.sequence) { messages.append(message) }
        }
        return messages
    }

    /// Every message that a Redis server has of the session's durable topics, topic by topic.
    func published(_ server: RedisServer) throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        let prefix = "sigma:\(name):\(try manifest().id.prefix(8)):"
        for topic in Topic.allCases where topic.isDurable {
            let text = try ToolRun.run([
                "/usr/bin/redis-cli", "-p", "\(server.port)", "--raw", "XRANGE", prefix + topic.rawValue, "-", "+",
            ])
            // An entry is its id, its field's name, and its payload.
            let lines = text.split(separator: "\n").map(String.init)
            found[topic.rawValue] = stride(from: 0, to: lines.count - 2, by: 3).map { "\(lines[$0]) \(lines[$0 + 2])" }
        }
        return found
    }
}

extension ChildProcess {
    /// Waits until a condition holds; throws when the process ends before, or too much time passes.
    func until(_ what: String, within limit: Duration = .seconds(60), _ condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + limit
        while try !condition() {
            guard wait(for: .milliseconds(20)) != .ended else {
                throw ProcessFailure("the program ended before \(what): \(errors)\(output)")
            }
            guard .now < deadline else {
                throw ProcessFailure("not in time: \(what); the log: \(errors.suffix(4_000))")
            }
        }
    }

    /// How often a text is in the log.
    func logged(_ text: String) -> Int { errors.components(separatedBy: text).count - 1 }
}
