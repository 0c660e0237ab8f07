import SigmaModel
import SigmaPorts
import SigmaStorage
import Testing

@Suite("Presets")
struct PresetTests {
    private static let scope = PresetScope(
        strategy: "vmsi", market: StoredMarket(venue: .binance, symbol: "BTCUSDT"), tf: "5m")
    private static let decision = PresetRepository.Decision(
        actor: "kim", reason: "better on every fold", evidence: #"{"dsr":0.97}"#, time: .start)

    private static func preset(_ name: String) -> StoredPreset {
        StoredPreset(name: name, scope: scope, parameters: #"{"alpha":1}"#, source: "learner", createdAt: .start)
    }

    @Test("move from candidate to retired, and every step is on record", arguments: Backend.available)
    func lifecycle(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let a = try await store.presets.add(Self.preset("A"), Self.decision)
        let b = try await store.presets.add(Self.preset("B"), Self.decision)
        try await store.presets.move(a, to: .active, Self.decision)
        try await store.presets.move(b, to: .shadow, Self.decision)
        #expect(try await store.presets.active(Self.scope)?.name == "A")
        try await store.presets.move(b, to: .active, Self.decision)
        #expect(try await store.presets.active(Self.scope)?.name == "B")
        #expect(try await store.presets.presets(state: .retired).map(\.name) == ["A"])
        #expect(try await store.presets.rollBack(Self.scope, Self.decision) == a)
        #expect(try await store.presets.active(Self.scope)?.id == a)
        #expect(try await store.presets.presets(scope: Self.scope).map(\.state) == [.active, .retired])
        let history = try await store.presets.audit(of: a)
        #expect(history.map(\.to) == [.candidate, .active, .retired, .active])
        #expect(history.map(\.from) == [nil, .candidate, .active, .retired])
        #expect(history.allSatisfy { $0.actor == "kim" && $0.evidence == #"{"dsr":0.97}"# })
    }

    @Test("refuse what makes no sense", arguments: Backend.available)
    func refusals(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        let id = try await store.presets.add(Self.preset("A"), Self.decision)
        await #expect(throws: StoreError.self) { _ = try await store.presets.add(Self.preset("A"), Self.decision) }
        await #expect(throws: StoreError.missing("there is no preset 99")) {
            try await store.presets.move(99, to: .active, Self.decision)
        }
        try await store.presets.move(id, to: .retired, Self.decision)
        await #expect(throws: StoreError.self) { try await store.presets.move(id, to: .shadow, Self.decision) }
        await #expect(throws: StoreError.self) { _ = try await store.presets.rollBack(Self.scope, Self.decision) }
        #expect(try await store.presets.audit(of: id).count == 2)
    }

    @Test("leave one active however many promote at once", arguments: Backend.available)
    func race(_ backend: Backend) async throws {
        let store = try await TestStore(backend).migrated()
        var ids: [Int64] = []
        for name in ["A", "B", "C", "D"] { ids.append(try await store.presets.add(Self.preset(name), Self.decision)) }
        await withTaskGroup(of: Void.self) { group in
            for id in ids {
                group.addTask { _ = try? await store.presets.move(id, to: .active, Self.decision) }
            }
        }
        #expect(try await store.presets.presets(state: .active).count == 1)
    }
}
