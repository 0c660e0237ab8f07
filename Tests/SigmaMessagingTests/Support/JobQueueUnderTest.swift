import Foundation
import SigmaMessaging
import SigmaModel
import SigmaPorts
import TestServers

/// The job queues that must all behave alike.
enum JobQueueUnderTest: String, CaseIterable, Sendable {
    case embedded
    case rabbit

    /// Those whose servers are installed here; without a RabbitMQ server only the embedded queue is tested.
    static let available = allCases.filter { $0 == .embedded || RabbitServer.isInstalled }
    static let server = Result { try RabbitServer() }

    /// A session of its own: each call of the result is another process's view of it.
    func session(attemptsMax: Int = 3) throws -> @Sendable () -> any JobQueue {
        switch self {
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
