import Foundation
import SigmaModel

/// Where the clock of a schedule hangs.
package struct CronZone: Hashable, Sendable {
    private enum Kind: Hashable {
        /// A clock that is never set, so many minutes ahead of UTC.
        case fixed(minutes: Int64)
        /// A clock that is set forward and back by law.
        case lawful(TimeZone)
    }

    /// Its IANA name.
    package let name: String
    private let kind: Kind

    private init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// Coordinated universal time.
    package static let utc = CronZone(name: "UTC", kind: .fixed(minutes: 0))
    /// Korea's time, nine hours ahead of UTC all year.
    package static let seoul = CronZone(name: "Asia/Seoul", kind: .fixed(minutes: 540))

    /// The zone of an IANA name such as `Europe/Berlin`.
    package init(_ name: String) throws(CronError) {
        switch name {
        case "UTC", "Etc/UTC", "Z": self = .utc
        case "Asia/Seoul": self = .seoul
        default:
            guard CronZone.names.contains(name), let zone = TimeZone(identifier: name) else {
                throw .unknownZone(name)
            }
            self.init(name: name, kind: .lawful(zone))
        }
    }

    static var names: [String] { ["UTC", "Asia/Seoul"] + TimeZone.knownTimeZoneIdentifiers }

    /// A stretch of time in which the zone's clock is not set; clocks count minutes since 1970-01-01 00:00 of the clock.
    struct Segment {
        var start: Timestamp
        /// The first instant after it; ``Timestamp/never`` when the clock is not set any more.
        var end: Timestamp
        /// Minutes ahead of UTC.
        var offset: Int64
        /// Minutes ahead of UTC before it began.
        var offsetBefore: Int64

        /// The minute that the clock shows, the last begun one.
        func clock(at time: Timestamp) -> Int64 {
            time.floored(to: CronZone.minute).nanoseconds / CronZone.minute.nanoseconds + offset
        }

        /// The first minute that the clock would show at the end if it were not set.
        var endClock: Int64 { end == .never ? .max : clock(at: end) }

        /// The first minute that the clock had not shown before the segment, if it was set back at its beginning.
        func clockAlreadyShown(before isWanted: Bool) -> Int64? {
            isWanted && offsetBefore > offset ? clock(at: start) + offsetBefore - offset : nil
        }

        func instant(of clock: Int64) -> Timestamp {
            Timestamp(nanoseconds: (clock - offset) * CronZone.minute.nanoseconds)
        }
    }

    private static let minute = TimeSpan(seconds: 60)

    /// The segment of an instant; how it began is known where that was in the two days before.
    func segment(at time: Timestamp) -> Segment {
        switch kind {
        case .fixed(let minutes):
            return Segment(start: .epoch, end: .never, offset: minutes, offsetBefore: minutes)
        case .lawful(let zone):
            var start = time - TimeSpan(seconds: 172_800)
            var segment = CronZone.segment(from: start, in: zone, before: CronZone.offset(of: zone, at: start))
            while segment.end <= time, segment.end != .never {
                start = segment.end
                segment = CronZone.segment(from: start, in: zone, before: segment.offset)
            }
            return segment
        }
    }

    /// The segment behind another; nil when that is the last.
    func segment(after segment: Segment) -> Segment? {
        guard case .lawful(let zone) = kind, segment.end != .never else { return nil }
        return CronZone.segment(from: segment.end, in: zone, before: segment.offset)
    }

    private static func segment(from start: Timestamp, in zone: TimeZone, before: Int64) -> Segment {
        let change = zone.nextDaylightSavingTimeTransition(after: date(start))
        // Past the end of Timestamp's range nothing is ever due.
        let seconds = change.map { $0.timeIntervalSince1970.rounded() } ?? .infinity
        let end = seconds < 9_000_000_000 ? Timestamp(seconds: Int64(seconds)) : .never
        return Segment(start: start, end: end, offset: offset(of: zone, at: start), offsetBefore: before)
    }

    private static func offset(of zone: TimeZone, at time: Timestamp) -> Int64 {
        Int64(zone.secondsFromGMT(for: date(time))) / 60
    }

    private static func date(_ time: Timestamp) -> Date { Date(timeIntervalSince1970: time.seconds) }
}

extension Timestamp {
    /// Seconds since 1970, for Foundation.
    fileprivate var seconds: Double { (self - .epoch).seconds }
}

extension CronZone: CustomStringConvertible {
    package var description: String { name }
}
