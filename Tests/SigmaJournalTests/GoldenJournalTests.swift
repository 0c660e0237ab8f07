import Foundation
import SigmaModel
import Testing

@testable import SigmaJournal

/// Journals of each format version that are part of the sources: every later version must read them.
@Suite("The journals of every version")
struct GoldenJournalTests {
    private static func directory(_ version: Int) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/journal-v\(version)").path
    }

    private static let start = Timestamp(milliseconds: 1_723_161_255_342)
    private static let bitcoin = InstrumentID(0)
    private static let cheap = InstrumentID(70_000)

    /// The frames of version 1; a durable commit follows each.
    private static let frames: [[SessionRecord]] = [
        [.mark(.started(run: 1, start)), .preset(preset)], trades, market, events, commands, outputs,
        [.mark(.checkpoint(EffectHash(value: 0xFEED_F00D))), .mark(.gap(count: 3, start)), .mark(.stopped(.never))],
    ]

    private static let preset = PresetChange(
        strategy: StrategyID(0), time: start, preset: "기본",
        parameters: [.init(name: "fast", text: "10"), .init(name: "slow", text: "20")])

    private static func trade(_ index: Int, _ instrument: InstrumentID = bitcoin) -> Trade {
        Trade(
            instrument: instrument, time: start + TimeSpan(milliseconds: Int64(index * index) - 3),
            price: Price(raw: 6_183_763_000_000 + Int64(index % 3) * 1_000_000),
            quantity: Quantity(raw: Int128(index + 1) * 9_000), aggressor: index % 2 == 0 ? .sell : .buy,
            id: 3_735_683_259 + UInt64(index / 2))
    }

    private static let trades: [SessionRecord] =
        (0..<6).map { .input(.trade(trade($0)), receivedAt: start + TimeSpan(nanoseconds: Int64($0) * 1_234_567)) } + [
            .input(.trade(trade(6)), receivedAt: nil), .input(.trade(trade(7, InstrumentID(3))), receivedAt: start),
            .input(.trade(trade(8, cheap)), receivedAt: start),
            .input(
                .trade(
                    Trade(
                        instrument: bitcoin, time: Timestamp(nanoseconds: .min), price: .max,
                        quantity: Quantity(raw: .max), aggressor: .buy, id: .max)), receivedAt: .never),
        ]

    private static func level(_ price: Int64, _ quantity: Int128, _ flags: BookUpdate.Flags) -> SessionRecord {
        let update = BookUpdate(
            instrument: bitcoin, time: start, side: price < 100 ? .buy : .sell, price: Price(raw: price * 1_000_000),
            quantity: Quantity(raw: quantity), flags: flags)
        return .input(.book(update), receivedAt: start)
    }

    private static let market: [SessionRecord] =
        [
            level(99, 5_000, .snapshot), level(101, 7_000, []), level(102, 0, .last),
            level(98, -1, [.snapshot, .last]),
        ]
        + [0, 1].map { step in
            .input(
                .quote(
                    Quote(
                        instrument: bitcoin, time: start, bid: Price(raw: 99_000_000),
                        bidQuantity: Quantity(raw: 5_000),
                        ask: Price(raw: 101_000_000 + step), askQuantity: Quantity(raw: 7_000))), receivedAt: nil)
        } + [
            .input(
                .quote(
                    Quote(
                        instrument: cheap, time: start, bid: .zero, bidQuantity: .zero, ask: .max,
                        askQuantity: Quantity(raw: .min))), receivedAt: nil),
            .input(
                .candle(
                    Candle(
                        instrument: bitcoin, timeframe: .oneMinute, openTime: start, open: Price(raw: 5),
                        high: Price(raw: 9), low: Price(raw: 1), close: Price(raw: 4), volume: Quantity(raw: 1 << 70),
                        turnover: Money(raw: -1 << 90), tradeCount: 17)), receivedAt: start),
        ]

    private static let fill = Fill(
        id: FillID(raw: 9), order: OrderID(raw: 4), strategy: StrategyID(1), instrument: bitcoin, time: start,
        side: .sell, price: Price(raw: 123), quantity: Quantity(raw: 456), notional: Money(raw: 789),
        fee: Money(raw: -12), liquidity: .maker)
    private static let update = OrderUpdate(
        order: OrderID(raw: 4), time: start, status: .rejected, reason: .insufficientFunds)
    private static let ticket = OrderTicket(
        id: OrderID(raw: 5), strategy: .manual, time: start,
        request: OrderRequest(
            instrument: bitcoin, side: .sell, type: .stopLimit, timeInForce: .postOnly, quantity: Quantity(raw: 1),
            total: Money(raw: 2), limitPrice: Price(raw: 3), triggerPrice: Price(raw: 4), trail: Rate(raw: 5),
            reduceOnly: true), sibling: OrderID(raw: 4))

    private static let events: [SessionRecord] = [
        .input(.orderUpdate(update), receivedAt: start), .input(.fill(fill), receivedAt: nil),
        .input(.macro(MacroReading(series: .dxy, time: start, value: 104.25)), receivedAt: nil),
        .input(.timer(start + .day), receivedAt: nil), .input(.timer(start), receivedAt: start + .day),
        .input(.transfer(Transfer(asset: AssetID(2), time: start, amount: .min)), receivedAt: nil),
    ]

    private static let commands: [SessionRecord] = [
        .setTradingState(.reduceOnly), .cancelAll, .flatten, .kill, .setOpen(bitcoin, false), .setOpen(cheap, true),
    ].map { (command: Command) in .input(.command(command, start), receivedAt: nil) }

    private static let outputs: [SessionRecord] = [
        .output(.submitted(ticket)), .output(.cancelRequested(OrderID(raw: 5), start)),
        .output(.denied(ticket, .priceCollar)), .output(.tradingState(.halted, start)),
        .output(
            .signal(
                Signal(
                    strategy: StrategyID(0), instrument: bitcoin, barTime: start, stage: .watchUp, score: 61.5,
                    probability: 0.1))),
        .output(.contradiction(OrderID(raw: 6), start)), .output(.update(update)), .output(.fill(fill)),
    ]

    /// What version 2 added.
    private static let additions: [SessionRecord] = {
        var charged = fill
        charged.side = .buy
        charged.fee = .zero
        charged.baseFee = Quantity(raw: 45)
        var named = fill
        named.tradeKey = 0xFEDC_BA98_7654_3210
        var both = charged
        both.tradeKey = 1
        both.baseFee = Quantity(raw: -1 << 80)
        let remainder = Remainder(
            strategy: StrategyID(1), instrument: bitcoin, fill: FillID(raw: 9), time: start, quantity: Quantity(raw: 7),
            cost: Money(raw: -8))
        return [
            .output(.fill(charged)), .input(.fill(named), receivedAt: start), .input(.fill(both), receivedAt: nil),
            .output(.remainder(remainder)),
        ]
    }()

    /// What version 3 added.
    private static let amendments: [SessionRecord] = {
        var changed = update
        changed.status = .amended
        changed.reason = .none
        changed.quantity = Quantity(raw: 1 << 80)
        changed.limitPrice = Price(raw: -7)
        var kept = update
        kept.status = .amendRejected
        let amendment = Amendment(
            order: OrderID(raw: 5), strategy: StrategyID(1), time: start + .day, quantity: Quantity(raw: 1 << 70),
            limitPrice: Price(raw: 3))
        return [
            .output(.amendRequested(amendment)), .output(.update(changed)), .input(.orderUpdate(kept), receivedAt: nil),
            .input(.orderUpdate(changed), receivedAt: start), .output(.denied(ticket, .amendmentNotOffered)),
        ]
    }()

    /// The frames of a version, by run of the program.
    private static func runs(_ version: Int) -> [[[SessionRecord]]] {
        [
            Array(frames.prefix(4)),
            Array(frames.suffix(3)) + (version > 1 ? [additions] : []) + (version > 2 ? [amendments] : []),
        ]
    }

    /// Writes the frames of this program's version.
    private func write(_ scratch: Scratch) throws {
        for run in Self.runs(SegmentHeader.version) {
            var writer = try scratch.writer()
            for frame in run {
                for record in frame { try writer.append(record) }
                try writer.commit(durably: true)
            }
            try writer.close()
        }
    }

    @Test("read to the last bit", arguments: 1...SegmentHeader.version)
    func reads(version: Int) throws {
        var reader = try JournalReader(Self.directory(version))
        var records: [SessionRecord] = []
        while let record = try reader.next() { records.append(record) }
        expectEqual(records, Self.runs(version).joined().flatMap { $0 }, "all")
        #expect(reader.journalSession == session)
    }

    @Test("the newest is what this program writes: a change of the bytes needs a new version")
    func writes() throws {
        let scratch = try Scratch()
        try write(scratch)
        for number in 1...2 as ClosedRange<UInt32> {
            let golden = try scratch.bytes(
                of: "\(Self.directory(SegmentHeader.version))/\(SegmentName.file(number))")
            #expect(try scratch.bytes(of: scratch.segment(number)) == golden, "segment \(number)")
        }
    }

    @Test("a journal of an older version goes on in segments of this one")
    func goesOn() throws {
        let scratch = try Scratch()
        for number in 1...2 as ClosedRange<UInt32> {
            let name = SegmentName.file(number)
            try scratch.write(scratch.bytes(of: "\(Self.directory(1))/\(name)"), to: "\(scratch.path)/\(name)")
        }
        var writer = try scratch.writer()
        let newer = Self.additions + Self.amendments
        for record in newer { try writer.append(record) }
        try writer.commit(durably: true)
        try writer.close()
        var reader = try JournalReader(scratch.path)
        var records: [SessionRecord] = []
        while let record = try reader.next() { records.append(record) }
        expectEqual(records, Self.runs(1).joined().flatMap { $0 } + newer, "all")
    }
}
