import Foundation
import Logging
import ServiceLifecycle
import SigmaJournal
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Synchronization
import Testing

/// A service that has nothing to do.
private struct Momentary: Service {
    func run() async throws {}
}

@Suite("Bus follower", .timeLimit(.minutes(10)))
struct BusFollowerTests {
    /// Follows a journal once, from its cursor to its end, and returns what a consumer of all topics took.
    private func follow(
        _ scene: SceneJournal, upTo last: UInt64, published: PublishedMessages = PublishedMessages()
    ) async throws -> [BusMessage] {
        let bus = EmbeddedBus(capacity: 100_000)
        let topics = Topic.allCases.filter(\.isDurable)
        let consumer = try bus.consume(topics, as: BusMember(group: "test", name: "one"))
        let follower = BusFollower(
            BusFollowerSource(
                journal: scene.journal, cursor: scene.cursor, session: BusScene.session, durable: { last }),
            bus: bus, published: published, health: HealthRegistry(), clock: SystemClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: [BusMessage].self) { group in
            group.addTask {
                // The group is stopped as soon as it runs: the follower still goes to the journal's end.
                try await ServiceGroup(
                    configuration: ServiceGroupConfiguration(
                        services: [
                            .init(service: follower),
                            .init(service: Momentary(), successTerminationBehavior: .gracefullyShutdownGroup),
                        ], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
                ).run()
                return []
            }
            group.addTask {
                var taken: [BusMessage] = []
                while true {
                    do throws(BusError) { taken += try await consumer.next(limit: 1_000) } catch { return taken }
                    try consumer.acknowledge(taken)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func byTopic(_ messages: [BusMessage]) -> [Topic: [BusMessage]] {
        Dictionary(grouping: messages, by: \.topic)
    }

    @Test("tells every record once, over any number of restarts", arguments: UInt64(1)...5)
    func restarts(seed: UInt64) async throws {
        let scene = try SceneJournal()
        let records = BusScene.records(2_000, seed: seed)
        let count = try scene.append(records)
        var random = SplitMix64(seed: seed)
        var taken: [BusMessage] = []
        var last: UInt64 = 0
        while last < count {
            last = min(count, last + random.next() % 700)
            taken += try await follow(scene, upTo: last)
        }
        #expect(byTopic(taken) == BusScene.messages(records))
    }

    @Test("counts again from the first record when its place is lost or damaged", arguments: UInt64(1)...3)
    func lostPlace(seed: UInt64) async throws {
        let scene = try SceneJournal()
        let records = BusScene.records(1_000, seed: seed)
        let count = try scene.append(records)
        _ = try await follow(scene, upTo: 500)
        var bytes = try #require(FileManager.default.contents(atPath: scene.cursor))
        var random = SplitMix64(seed: seed)
        let place = Int(random.next() % UInt64(bytes.count))
        bytes[place] ^= 1
        try bytes.write(to: URL(filePath: scene.cursor))
        let again = try await follow(scene, upTo: count)
        #expect(byTopic(again) == BusScene.messages(records))
    }

    @Test("supplies again what was published, and nothing newer", arguments: UInt64(1)...3)
    func source(seed: UInt64) async throws {
        let scene = try SceneJournal()
        let records = BusScene.records(3_000, seed: seed)
        try scene.append(records)
        let published = PublishedMessages()
        let source = JournalBusSource(journal: scene.journal, session: BusScene.session, published: published)
        #expect(try await source.messages(of: .orderFill, from: 1, limit: 10) == [])
        _ = try await follow(scene, upTo: 2_000, published: published)
        let known = BusScene.messages(Array(records.prefix(2_000)))
        var random = SplitMix64(seed: seed)
        for topic in Topic.allCases where topic.isDurable {
            let all = known[topic] ?? []
            var found: [BusMessage] = []
            while found.count < all.count {
                let page = try await source.messages(
                    of: topic, from: UInt64(found.count) + 1, limit: 1 + Int(random.next() % 50))
                guard !page.isEmpty else { break }
                found += page
            }
            #expect(found == all)
            #expect(try await source.messages(of: topic, from: UInt64(all.count) + 1, limit: 10) == [])
            let start = 1 + random.next() % UInt64(all.count)
            #expect(
                try await source.messages(of: topic, from: start, limit: 7)
                    == Array(all[Int(start - 1)..<min(all.count, Int(start) + 6)]))
        }
    }
}
