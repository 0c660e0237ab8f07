import SigmaModel
import SigmaPorts

/// Reads the channel of ticks into a feed, on its own thread, as fast as they come.
final class RedisTickReader: ThreadClient {
    private let environment: RedisEnvironment
    private let link: RedisLink
    private let feed: TickFeed
    private let readiness: Readiness<BusError>
    private var lastHeard = TimeSpan.zero
    private var hasAsked = false

    init(_ environment: RedisEnvironment, feed: TickFeed, readiness: Readiness<BusError>) {
        self.environment = environment
        self.feed = feed
        self.readiness = readiness
        link = RedisLink(environment)
    }

    var descriptor: Int32? { link.connection?.descriptor }

    func step() -> Int {
        do throws(RedisFailure) {
            let (connection, isNew) = try link.connected()
            if isNew {
                try connection.send([RedisCommand(["SUBSCRIBE", environment.settings.key(.marketTick)])])
                (lastHeard, hasAsked) = (now, true)
            }
            for reply in try connection.arrived() { try take(reply) }
            return try watch(connection)
        } catch {
            if link.connection != nil { link.drop(error) }
            if case .refused(let text) = error { readiness.fail(.refused(text)) }
            return link.wait.milliseconds
        }
    }

    func close() { link.close() }

    private var now: TimeSpan { environment.clock.monotonic }

    private func take(_ reply: RedisReply) throws(RedisFailure) {
        if let text = reply.failure { throw RedisFailure(reply: text) }
        (lastHeard, hasAsked) = (now, false)
        link.works()
        let parts = reply.elements
        switch parts.first?.text {
        case "subscribe": readiness.succeed()
        case "message":
            guard parts.count == 3, let frame = parts[2].payload.flatMap(TickFrame.decode) else { return }
            feed.push(frame.tick, epoch: frame.epoch)
        default: break
        }
    }

    /// Asks a silent server whether it is there, and gives up one that does not answer.
    private func watch(_ connection: RedisConnection) throws(RedisFailure) -> Int {
        let timeout = environment.settings.timeout
        let silence = TimeSpan(nanoseconds: now.nanoseconds - lastHeard.nanoseconds)
        guard silence >= timeout else { return TimeSpan(nanoseconds: (timeout - silence).nanoseconds).milliseconds }
        if hasAsked { throw .unavailable("no answer in time") }
        try connection.send([RedisCommand(["PING"])])
        (lastHeard, hasAsked) = (now, true)
        return timeout.milliseconds
    }
}

extension TimeSpan {
    fileprivate static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds)
    }
}
