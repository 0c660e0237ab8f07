import Foundation
import SigmaMessaging
import SigmaModel
import SigmaPorts
import TestServers

/// The buses that must all behave alike.
enum BusUnderTest: String, CaseIterable, Sendable {
    case embedded
    case redis
    case redisWithUser

    /// Those whose servers are installed here; without a Redis server only the embedded bus is tested.
    static let available = allCases.filter { $0 == .embedded || RedisServer.isInstalled }
    static let user = RedisServer.User(name: "trader", password: "p@ss:w/rd", pattern: "sigma:*")

    /// A session of its own: each call of the result is another process's view of it.
    func session() throws -> @Sendable () -> any EventBus {
        let name = UUID().uuidString
        switch self {
        case .embedded:
            let bus = EmbeddedBus()
            return { bus }
        case .redis:
            let settings = RedisSettings.testing(try Self.plainServer.get(), session: name)
            return { RedisBus(settings, clock: WallClock()) }
        case .redisWithUser:
            var settings = RedisSettings.testing(try Self.guardedServer.get(), session: name)
            settings.user = Self.user.name
            settings.password = Self.user.password
            return { [settings] in RedisBus(settings, clock: WallClock()) }
        }
    }

    private static let plainServer = Result { try RedisServer() }
    private static let guardedServer = Result { try RedisServer(user: user) }
}

extension RedisSettings {
    /// Impatient, so that tests are quick.
    static func testing(_ server: RedisServer, session: String) -> RedisSettings {
        var settings = RedisSettings(session: session)
        settings.port = Int(server.port)
        settings.timeout = TimeSpan(milliseconds: 500)
        settings.backoff = (TimeSpan(milliseconds: 10), TimeSpan(milliseconds: 100))
        settings.claimAfter = TimeSpan(milliseconds: 200)
        settings.maintenance = TimeSpan(milliseconds: 20)
        return settings
    }
}

/// Messages of one topic with payloads that show their sequence.
func messages(_ topic: Topic, _ sequences: ClosedRange<UInt64>) -> [BusMessage] {
    sequences.map { BusMessage(topic: topic, sequence: $0, payload: Array("\(topic.rawValue) \($0)".utf8)) }
}

extension BusConsumer {
    /// Takes messages until there are so many.
    func take(_ count: Int, limit: Int = 100) async throws -> [BusMessage] {
        var taken: [BusMessage] = []
        while taken.count < count { taken += try await next(limit: min(limit, count - taken.count)) }
        return taken
    }
}
