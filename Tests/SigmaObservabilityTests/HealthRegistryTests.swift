import SigmaModel
import SigmaPorts
import Testing

@Suite("Health")
struct HealthRegistryTests {
    private let start = Timestamp(seconds: 1)
    private let later = Timestamp(seconds: 2)

    @Test(
        "the whole is as bad as its worst essential part",
        arguments: [
            ([HealthState.up, .up], HealthState.up, HealthState.up), ([.up, .degraded], .up, .degraded),
            ([.up, .down], .up, .down), ([.starting, .up], .up, .starting), ([.starting, .down], .up, .down),
            ([.up, .up], .down, .degraded), ([.up, .up], .starting, .degraded), ([.down, .up], .degraded, .down),
        ])
    func overall(essential: [HealthState], other: HealthState, expected: HealthState) {
        let registry = HealthRegistry()
        registry.register("other", isEssential: false, at: start)
        registry.report("other", other, at: start)
        for (index, state) in essential.enumerated() { registry.report("part\(index)", state, at: start) }
        #expect(registry.overall == expected)
        #expect(registry.isReady == (expected == .up || expected == .degraded))
    }

    @Test("a state keeps its time while only its cause changes")
    func since() {
        let registry = HealthRegistry()
        registry.register("store", at: start)
        #expect(registry.overall == .starting)
        registry.report("store", .down, cause: "refused", at: start)
        registry.report("store", .down, cause: "timed out", at: later)
        #expect(registry.all.map(\.since) == [start])
        #expect(registry.all.map(\.cause) == ["timed out"])
        registry.report("store", .up, at: later)
        #expect(registry.all.map(\.since) == [later])
        #expect(registry.overall == .up)
    }
}
