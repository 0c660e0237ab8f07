package import SigmaModel
package import SigmaPorts

/// How far a venue's clock is ahead of this machine's, from readings whose answers took time.
///
/// A reading is as good as its round trip is short: the venue looked at its clock somewhere between question and
/// answer, so the offset is known to half of that. It gets worse with age, since clocks drift. The best one counts;
/// one that contradicts it shows that a clock was set, and replaces it.
///
/// Source: D. Mills et al., RFC 5905 (NTPv4), the clock filter of section 10.
package struct ClockOffset: Sendable {
    /// The venue's clock less this machine's; nil before the first reading.
    package private(set) var offset: TimeSpan?
    /// How far the offset may be wrong either way, at the last reading; nil before the first.
    package private(set) var uncertainty: TimeSpan?

    /// Nanoseconds that two clocks drift apart in a second at worst: 100 parts in a million.
    private static let drift: Int64 = 100_000
    private var lastReading = Timestamp.epoch

    /// Knows nothing yet.
    package init() {}

    /// Takes a reading in; one whose answer came before its question is left out.
    ///
    /// - Parameter resolution: the unit in which the venue tells its time, cutting off what is smaller.
    package mutating func fold(_ reading: VenueTime, resolution: TimeSpan = TimeSpan(milliseconds: 1)) {
        guard reading.answered >= reading.asked else { return }
        let found = TimeSpan(nanoseconds: reading.offset.nanoseconds + resolution.nanoseconds / 2)
        let error = ((reading.answered - reading.asked).nanoseconds + resolution.nanoseconds) / 2 + 1
        defer { lastReading = reading.answered }
        guard let offset, let uncertainty else { return take(found, error) }
        let age = max(0, (reading.answered - lastReading).nanoseconds)
        let aged = uncertainty.nanoseconds + Int64(Double(age) / 1e9 * Double(ClockOffset.drift))
        if error <= aged || abs((found - offset).nanoseconds) > aged + error {
            take(found, error)
        } else {
            self.uncertainty = TimeSpan(nanoseconds: aged)
        }
    }

    private mutating func take(_ offset: TimeSpan, _ error: Int64) {
        self.offset = offset
        uncertainty = TimeSpan(nanoseconds: error)
    }

    /// What the venue's clock shows when this machine's shows `local`; `local` itself before the first reading.
    package func venueTime(at local: Timestamp) -> Timestamp { offset.map { local + $0 } ?? local }

    /// What this machine's clock shows when the venue's shows `time`.
    package func localTime(at time: Timestamp) -> Timestamp { offset.map { time - $0 } ?? time }
}
