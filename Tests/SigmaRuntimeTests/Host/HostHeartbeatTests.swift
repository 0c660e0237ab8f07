import SigmaModel
import SigmaRuntime
import Testing

@Suite("Host: heartbeats", .timeLimit(.minutes(10)))
struct HostHeartbeatTests {
    private func timers(_ scene: HostScene) throws -> [Timestamp] {
        try scene.records().compactMap { if case .input(.timer(let time), _) = $0 { time } else { nil } }
    }

    @Test("in a quiet market a heartbeat closes the candle, and only those that end one are recorded")
    func closing() async throws {
        let scene = try HostScene(.resting())
        let host = try scene.launch()
        await host.trade(100, 101, 102)
        for tenth in 4...9 { await host.beat(HostScene.start + TimeSpan(milliseconds: Int64(tenth) * 100)) }
        #expect(await host.status { $0.marketEvents == 3 }.workingOrders == 0)
        let end = HostScene.start + TimeSpan(seconds: 1)
        await host.beat(end)
        #expect(await host.status { $0.workingOrders == 3 }.now == end)
        let seconds = (1...9).map { HostScene.start + TimeSpan(seconds: Int64($0)) }
        for second in seconds.dropFirst() {
            await host.beat(second)
            await host.beat(second + TimeSpan(milliseconds: 300))
        }
        let status = await host.stop()
        let recorded = try timers(scene)
        #expect(recorded == seconds)
        #expect(status.marketEvents == 3)
        #expect(try scene.certificate().isGreen)
    }

    @Test("a session without candles records no heartbeat")
    func none() async throws {
        let scene = try HostScene()
        let host = try scene.launch()
        await host.trade(100, 101, 102)
        for second in 1...90 { await host.beat(HostScene.start + TimeSpan(seconds: Int64(second))) }
        await host.stop()
        #expect(try timers(scene).isEmpty)
    }

    @Test("late, early and missing heartbeats decide nothing", arguments: [1, 7, 1_000])
    func pace(beats: Int) async throws {
        let scene = try HostScene(.resting(), .turning())
        let host = try scene.launch()
        for second in 0..<20 {
            await host.trade(100 + second % 5, 101, 99 + second % 3)
            // The next trades come a third of a second later at the earliest: no beat is behind an event.
            let now = RunningHost.time(second * 3 + 2)
            if second % beats == 0 { await host.beat(now + TimeSpan(milliseconds: 50)) }
        }
        let end = await host.stop()
        let plain = try HostScene(.resting(), .turning())
        let other = try plain.launch()
        for second in 0..<20 { await other.trade(100 + second % 5, 101, 99 + second % 3) }
        #expect(await other.stop().effectHash == end.effectHash)
        #expect(try scene.certificate().isGreen)
    }
}
