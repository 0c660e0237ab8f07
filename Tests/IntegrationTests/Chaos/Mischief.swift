import SigmaEmulator
import SigmaModel

/// Something that goes wrong while a live session trades.
enum Mischief {
    /// The process is killed, and started again.
    case kill
    /// The process is told to end, and started again.
    case stop
    /// Something at the venue or on the way to it.
    case venue(VenueMischief)

    /// Draws the next; processes die in a quarter of all cases.
    static func next(_ random: inout SplitMix64) -> Mischief {
        switch random.number(in: 1...8) {
        case 1: .kill
        case 2: random.chance(1, of: 3) ? .stop : .kill
        default: .venue(VenueMischief.next(&random))
        }
    }
}

/// Something that goes wrong at a venue or on the way to it.
enum VenueMischief {
    case endStreams(Emulator.Ending)
    case fault(FaultRule)
    case restart(TimeSpan, isAnnounced: Bool)
    case maintenance
    case clock(TimeSpan)
    case suspension

    static func next(_ random: inout SplitMix64) -> VenueMischief {
        switch random.number(in: 1...12) {
        case 1...2: .endStreams(random.choice(Emulator.Ending.allCases))
        case 3...6: .fault(requestFault(&random))
        case 7...8: .fault(streamFault(&random))
        case 9:
            .restart(TimeSpan(milliseconds: Int64(random.number(in: 50...1_500))), isAnnounced: random.chance(1, of: 2))
        case 10: .maintenance
        case 11: .clock(TimeSpan(milliseconds: Int64(random.number(in: -8_000...8_000))))
        default: .suspension
        }
    }

    /// Mostly of the requests that place and cancel orders, where it matters most.
    private static func requestFault(_ random: inout SplitMix64) -> FaultRule {
        let method = random.choice(["POST", "POST", "POST", "DELETE", "GET", nil])
        var rule = FaultRule(
            random.choice([.delay, .cut, .cutAfter, .cutAfter, .silence, .silenceAfter, .silenceAfter, .status, .html]),
            method: method, skip: random.number(in: 0...2), count: random.number(in: 1...3))
        rule.milliseconds = Int64(random.number(in: 20...2_500))
        rule.status = random.choice(rule.kind == .html ? [502, 503] : [429, 500, 502, 503, 504])
        return rule
    }

    private static func streamFault(_ random: inout SplitMix64) -> FaultRule {
        var rule = FaultRule(
            random.choice([.drop, .duplicate, .reorder, .delay]),
            stream: random.choice([.trade, .order, .order, .asset, .control]),
            probability: random.choice([0.1, 0.5, 1]), count: random.number(in: 1...20))
        rule.milliseconds = Int64(random.number(in: 20...1_500))
        return rule
    }

    /// Does it.
    func happen(to emulator: Emulator, _ venue: Venue, _ symbol: String) {
        switch self {
        case .endStreams(let ending): emulator.endStreams(at: venue, ending)
        case .fault(let rule): _ = emulator.add(rule)
        case .restart(let span, let isAnnounced):
            if isAnnounced { emulator.announceShutdown(at: venue) }
            emulator.restart(venue, for: span)
        case .maintenance: emulator.setMaintenance(true, at: venue)
        case .clock(let jump): emulator.setClockJump(jump, at: venue)
        case .suspension: _ = emulator.setSuspended(true, symbol, at: venue)
        }
    }

    /// Undoes what lasts; what happened, happened.
    static func end(at emulator: Emulator, _ venue: Venue, _ symbol: String) {
        emulator.setMaintenance(false, at: venue)
        emulator.setClockJump(.zero, at: venue)
        _ = emulator.setSuspended(false, symbol, at: venue)
    }
}
