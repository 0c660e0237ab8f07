import SigmaModel
import Testing

@testable import SigmaTransport

@Suite("Heartbeat watch")
struct HeartbeatWatchTests {
    private func watch() -> HeartbeatWatch { HeartbeatWatch(every: ms(1_000), answerWithin: ms(300), at: .zero) }

    @Test("sends at its times, and is content with anything that comes")
    func content() {
        var watch = watch()
        #expect(watch.wakeAt(isPaused: false) == ms(1_000))
        #expect(watch.tick(at: ms(999), isPaused: false) == .nothing)
        #expect(watch.tick(at: ms(1_000), isPaused: false) == .send)
        #expect(watch.wakeAt(isPaused: false) == ms(1_300))
        watch.heard()
        #expect(watch.wakeAt(isPaused: false) == ms(2_000))
        #expect(watch.tick(at: ms(1_300), isPaused: false) == .nothing)
        #expect(watch.tick(at: ms(2_000), isPaused: false) == .send)
    }

    @Test("gives up when nothing comes in time")
    func silence() {
        var watch = watch()
        #expect(watch.tick(at: ms(1_000), isPaused: false) == .send)
        #expect(watch.tick(at: ms(1_299), isPaused: false) == .nothing)
        #expect(watch.tick(at: ms(1_300), isPaused: false) == .giveUp)
    }

    @Test("a later heartbeat gives no further time")
    func overlapping() {
        var watch = HeartbeatWatch(every: ms(100), answerWithin: ms(250), at: .zero)
        #expect(watch.tick(at: ms(100), isPaused: false) == .send)
        #expect(watch.tick(at: ms(200), isPaused: false) == .send)
        #expect(watch.wakeAt(isPaused: false) == ms(300))
        #expect(watch.tick(at: ms(300), isPaused: false) == .send)
        #expect(watch.tick(at: ms(350), isPaused: false) == .giveUp)
    }

    @Test("while this side does not read it goes on sending and judges nobody, and then begins anew")
    func pause() {
        var watch = watch()
        #expect(watch.tick(at: ms(1_000), isPaused: false) == .send)
        #expect(watch.tick(at: ms(1_500), isPaused: true) == .nothing)
        #expect(watch.wakeAt(isPaused: true) == ms(2_000))
        #expect(watch.tick(at: ms(2_000), isPaused: true) == .send)
        watch.resumed(at: ms(2_500))
        #expect(watch.tick(at: ms(2_799), isPaused: false) == .nothing)
        #expect(watch.tick(at: ms(2_800), isPaused: false) == .giveUp)
    }
}
