import Foundation
import SigmaMessaging
import SigmaModel
import SigmaPorts
import SigmaStorage
import TestServers

/// The job queues that must all behave alike.
enum JobQueueUnderTest: String, CaseIterable, Sendable {
    /// Jobs in memory.
    case embedded
    case sqlite
    case postgresql
    case rabbit

    /// Those whose servers are installed here.
    static let available = allCases.filter { kind in
        switch kind {
        case .embedded, .sqlite: true
        case .postgresql: PostgresServer.programs != nil
        case .rabbit: RabbitServer.isInstalled
        }
    }
    static let server = Result { try RabbitServer() }

    /// A session of its own: each call of the result is another process's view of it.
    func session(attemptsMax: Int = 3) async throws -> @Sendable () throws -> any JobQueue {
        switch self {
        case .sqlite:
            // Only its folder is wanted, which goes when nobody holds it any more.
            let folder = try ServerProcess("jobs")
            let connect = try await Self.stored("sqlite:\(folder.directory.path)/jobs.db", attemptsMax)
            return { try withExtendedLifetime(folder) { try connect() } }
        case .postgresql:
            let server = try PostgresServer.shared()
            return try await Self.stored(server.url(try server.makeDatabase()), attemptsMax)
        case .embedded:
            let storage = MemoryJobStorage()
            let policy = JobPolicy(attemptsMax: attemptsMax, poll: TimeSpan(milliseconds: 10))
            return { EmbeddedJobQueue(storage: storage, clock: WallClock(), policy: policy) }
        case .rabbit:
            var settings = RabbitSettings.testing(try Self.server.get(), session: UUID().uuidString)
            settings.attemptsMax = attemptsMax
            return { [settings] in RabbitJobQueue(settings, clock: WallClock()) }
        }
    }
}

extension JobQueueUnderTest {
    /// Jobs in a store, which every process opens for itself.
    private static func stored(
        _ location: String, _ attemptsMax: Int
    ) async throws -> @Sendable () throws -> any JobQueue {
        let first = try Store.open(location)
        try await first.migrate(at: .epoch)
        await first.close()
        let policy = JobPolicy(attemptsMax: attemptsMax, poll: TimeSpan(milliseconds: 10))
        return {
            EmbeddedJobQueue(
                storage: SQLJobStorage(try Store.open(location)), clock: WallClock(), policy: policy)
        }
    }
}

extension RabbitSettings {
    /// Impatient, so that tests are quick.
    static func testing(_ server: RabbitServer, session: String) -> RabbitSettings {
        var settings = RabbitSettings(session: session)
        settings.port = Int(server.port)
        (settings.user, settings.password) = (server.user, server.password)
        settings.heartbeatSeconds = 1
        settings.backoff = (TimeSpan(milliseconds: 20), TimeSpan(milliseconds: 200))
        return settings
    }
}

/// Jobs with payloads that show their number.
func jobs(_ numbers: ClosedRange<Int>, kind: String = "trial") -> [Job] {
    numbers.map { Job(id: "\(kind)-\($0)", kind: kind, payload: Array("work \($0)".utf8)) }
}

extension JobQueue {
    func enqueue(_ jobs: [Job]) async throws {
        for job in jobs { try await enqueue(job) }
    }
}
