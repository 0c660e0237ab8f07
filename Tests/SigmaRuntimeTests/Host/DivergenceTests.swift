import Foundation
import SigmaEngine
import SigmaJournal
import SigmaModel
import SigmaRuntime
import Testing

@Suite("Replay: divergence", .timeLimit(.minutes(10)))
struct DivergenceTests {
    /// A session that bought and sold, and its records.
    private func recorded() async throws -> (HostScene, [SessionRecord]) {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100, 101, 102, 101, 100, 103, 104)
        await host.stop()
        return (scene, try scene.records())
    }

    /// The same session with other records and no snapshots.
    private func tampered(_ scene: HostScene, _ records: [SessionRecord]) throws -> HostScene {
        let other = try scene.copy()
        try other.removeSnapshots()
        try FileManager.default.removeItem(at: other.directory.journal)
        var writer = try JournalWriter(other.directory.journal.path, session: other.manifest.sessionID)
        for record in records { try writer.append(record) }
        try writer.close()
        return other
    }

    private func place(_ records: [SessionRecord], _ matches: (SessionOutput) -> Bool) throws -> Int {
        try #require(records.firstIndex { if case .output(let output) = $0 { matches(output) } else { false } })
    }

    @Test("a changed fill is found, and its record, order and strategy named")
    func fill() async throws {
        var (scene, records) = try await recorded()
        let place = try place(records) { if case .fill = $0 { true } else { false } }
        guard case .output(.fill(var fill)) = records[place] else { return }
        let truth = fill.price
        fill.price = Price(raw: fill.price.raw + 1_000_000)
        records[place] = .output(.fill(fill))
        let other = try tampered(scene, records)
        let certificate = try other.certificate()
        let divergence = try #require(certificate.divergence)
        #expect(!certificate.isGreen && divergence.sequence == UInt64(place + 1))
        #expect(certificate.to == UInt64(place))
        let text = "\(divergence)"
        for part in [
            "record \(place + 1)", "recorded: filled order \(fill.order.raw)", "at \(fill.price)", "at \(truth)",
            "strategy 'turning'", "after: trade of",
        ] {
            #expect(text.contains(part), "'\(part)' is not in \(text)")
        }
        // A start refuses to trade from a state that never was.
        do {
            _ = try other.open()
            Issue.record("the session went on")
        } catch let error as SessionOpeningError {
            #expect("\(error)".contains("cannot go on") && "\(error)".contains(text))
        }
    }

    @Test("a decision that the record has and the replay has not, and the other way round")
    func missing() async throws {
        let (scene, records) = try await recorded()
        let place = try place(records) { if case .submitted = $0 { true } else { false } }
        var added = records
        let trade = try #require(records.indices.last { records[$0].isTrade })
        var end = trade + 1
        while case .output = records[end] { end += 1 }
        added.insert(records[place], at: end)
        let missing = try #require(try tampered(scene, added).certificate().divergence)
        #expect("\(missing)".contains("replayed: nothing") && "\(missing)".contains("submitted order 1"), "\(missing)")
        var removed = records
        removed.remove(at: place)
        let different = try #require(try tampered(scene, removed).certificate().divergence)
        #expect(different.sequence == UInt64(place + 1))
        #expect("\(different)".contains("submitted order 1"))
        // The whole answer of an input is gone: it shows where the next input begins.
        var silent = records
        while case .output = silent[place] { silent.remove(at: place) }
        let additional = try #require(try tampered(scene, silent).certificate().divergence)
        #expect("\(additional)".contains("recorded: nothing") && "\(additional)".contains("strategy 'turning'"))
    }

    @Test("a fingerprint, a venue's message and a preset that cannot be")
    func others() async throws {
        let (scene, records) = try await recorded()
        var wrong = EffectHash()
        wrong.combine(7 as UInt64)
        let checkpoint = try #require(
            records.firstIndex { if case .mark(.checkpoint) = $0 { true } else { false } })
        var hashed = records
        hashed[checkpoint] = .mark(.checkpoint(wrong))
        #expect("\(try #require(try tampered(scene, hashed).certificate().divergence))".contains("\(wrong)"))
        let order = OrderUpdate(order: OrderID(raw: 1), time: HostScene.start, status: .accepted)
        let told = try tampered(scene, [records[0], .input(.orderUpdate(order), receivedAt: nil)])
        #expect("\(try #require(try told.certificate().divergence))".contains("venue is simulated"))
        let preset = PresetChange(
            strategy: StrategyID(0), time: HostScene.start, preset: "x",
            parameters: [PresetChange.Parameter(name: "fats", text: "1")])
        let changed = try tampered(scene, [records[0], .preset(preset)])
        let text = "\(try #require(try changed.certificate().divergence))"
        #expect(text.contains("record 2") && text.contains("fats"))
    }

    @Test("a changed price shows in the first decision that it changes, or in none")
    func input() async throws {
        var (scene, records) = try await recorded()
        let place = try #require(records.indices.first { records[$0].isTrade })
        guard case .input(.trade(var trade), let receivedAt) = records[place] else { return }
        trade.price = Price(raw: trade.price.raw * 2)
        records[place] = .input(.trade(trade), receivedAt: receivedAt)
        let divergence = try #require(try tampered(scene, records).certificate().divergence)
        #expect(divergence.sequence > UInt64(place + 1))
    }
}

extension SessionRecord {
    fileprivate var isTrade: Bool { if case .input(.trade, _) = self { true } else { false } }
}
