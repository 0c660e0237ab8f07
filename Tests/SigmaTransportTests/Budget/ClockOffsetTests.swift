import SigmaModel
import SigmaPorts
import SigmaTransport
import Testing

@Suite("Clock offset")
struct ClockOffsetTests {
    private let noon = Timestamp(seconds: 1_700_000_000)

    /// A reading of a clock that is ahead by `ahead`, whose question and answer took so long.
    private func reading(at time: Timestamp, ahead: TimeSpan, out: TimeSpan, back: TimeSpan) -> VenueTime {
        VenueTime(time: time + out + ahead, asked: time, answered: time + out + back)
    }

    @Test("knows nothing at first, then translates both ways")
    func translation() throws {
        var offset = ClockOffset()
        #expect(offset.offset == nil && offset.venueTime(at: noon) == noon)
        offset.fold(reading(at: noon, ahead: ms(700), out: ms(10), back: ms(10)), resolution: .zero)
        #expect(offset.offset == ms(700))
        #expect(offset.venueTime(at: noon) == noon + ms(700))
        #expect(offset.localTime(at: noon + ms(700)) == noon)
        let error = try #require(offset.uncertainty)
        #expect(error >= ms(10) && error < ms(11))
    }

    @Test("the shortest round trip wins until it has aged")
    func best() throws {
        var offset = ClockOffset()
        offset.fold(reading(at: noon, ahead: ms(100), out: ms(1), back: ms(1)), resolution: .zero)
        offset.fold(reading(at: noon + ms(10), ahead: ms(100), out: ms(90), back: ms(10)), resolution: .zero)
        #expect(offset.offset == ms(100))
        // After 1,000 s two clocks may have drifted 100 ms apart, so that a reading good to 50 ms is better.
        let later = noon + TimeSpan(seconds: 1_000)
        offset.fold(reading(at: later, ahead: ms(130), out: ms(50), back: ms(50)), resolution: .zero)
        #expect(offset.offset == ms(130))
    }

    @Test("a reading that contradicts shows that a clock was set")
    func contradiction() {
        var offset = ClockOffset()
        offset.fold(reading(at: noon, ahead: ms(100), out: ms(1), back: ms(1)))
        offset.fold(reading(at: noon + ms(50), ahead: ms(5_000), out: ms(100), back: ms(100)))
        #expect(abs((offset.offset ?? .zero).nanoseconds - ms(5_000).nanoseconds) <= ms(1).nanoseconds)
    }

    @Test("an answer from before its question is left out")
    func backwards() {
        var offset = ClockOffset()
        offset.fold(VenueTime(time: noon, asked: noon, answered: noon - ms(1)))
        #expect(offset.offset == nil)
    }

    @Test("the true offset lies within the uncertainty, whatever the delays and the drift", arguments: UInt64(0)..<50)
    func bound(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var offset = ClockOffset()
        var ahead = Int64(random.pick(-3_000...3_000)) * 1_000_000
        let drift = Int64(random.pick(-90...90)) * 1_000
        var now = noon
        for _ in 0..<200 {
            let out = TimeSpan(nanoseconds: Int64(random.pick(10_000...80_000_000)))
            let back = TimeSpan(nanoseconds: Int64(random.pick(10_000...80_000_000)))
            var reading = reading(at: now, ahead: TimeSpan(nanoseconds: ahead), out: out, back: back)
            reading.time = reading.time.floored(to: ms(1))
            offset.fold(reading)
            let error = try #require(offset.uncertainty).nanoseconds
            let found = try #require(offset.offset).nanoseconds
            #expect(abs(found - ahead) <= error + 20_000, "seed \(seed)")
            let seconds = Int64(random.pick(1...60))
            now = reading.answered + TimeSpan(seconds: seconds)
            ahead += drift * seconds
        }
    }
}
