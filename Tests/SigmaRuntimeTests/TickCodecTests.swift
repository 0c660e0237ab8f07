import SigmaModel
import SigmaRuntime
import Testing

@Suite("Tick codec")
struct TickCodecTests {
    /// Numbers of all sizes, the extremes among them.
    private func integer(_ random: inout SplitMix64) -> Int64 {
        switch random.next() % 8 {
        case 0: .max
        case 1: .min
        case 2: 0
        default: Int64(bitPattern: random.next()) >> Int64(random.next() % 64)
        }
    }

    private func quantity(_ random: inout SplitMix64) -> Quantity {
        let wide = Int128(integer(&random)) << 64 | Int128(truncatingIfNeeded: random.next())
        return Quantity(raw: [wide, .max, .min, wide >> 90, Int128(integer(&random))][Int(random.next() % 5)])
    }

    private func tick(_ random: inout SplitMix64) -> TickCodec.Tick {
        let instrument = InstrumentID(Int([0, 3, Int32.max][Int(random.next() % 3)]))
        let time = Timestamp(nanoseconds: integer(&random))
        let price = Price(raw: integer(&random))
        let side: Side = random.next() & 1 == 0 ? .buy : .sell
        let event: Event =
            switch random.next() % 4 {
            case 0:
                .trade(
                    Trade(
                        instrument: instrument, time: time, price: price, quantity: quantity(&random), aggressor: side,
                        id: random.next()))
            case 1:
                .quote(
                    Quote(
                        instrument: instrument, time: time, bid: price, bidQuantity: quantity(&random),
                        ask: Price(raw: integer(&random)), askQuantity: quantity(&random)))
            case 2:
                .book(
                    BookUpdate(
                        instrument: instrument, time: time, side: side, price: price, quantity: quantity(&random),
                        flags: BookUpdate.Flags(rawValue: UInt8(random.next() % 4))))
            default: .timer(time)
            }
        return TickCodec.Tick(
            event: event, receivedAt: random.next() & 1 == 0 ? nil : Timestamp(nanoseconds: integer(&random)))
    }

    @Test("gives back what it was given, of any size", arguments: 0..<100 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let ticks = (0..<random.next() % 60).map { _ in tick(&random) }
        #expect(try TickCodec.decode(TickCodec.encode(ticks)) == ticks)
    }

    @Test("any damage is an error or other ticks, never a trap", arguments: 0..<25 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let bytes = TickCodec.encode((0..<8).map { _ in tick(&random) })
        for length in 0..<bytes.count {
            #expect(throws: TickCodecError.self) { try TickCodec.decode(Array(bytes[..<length])) }
        }
        #expect(throws: TickCodecError.unread(1)) { try TickCodec.decode(bytes + [0]) }
        for _ in 0..<200 {
            var damaged = bytes
            damaged[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            if let read = try? TickCodec.decode(damaged) { #expect(read.count <= bytes.count) }
        }
        let noise = (0..<random.next() % 300).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        _ = try? TickCodec.decode([TickCodec.version] + noise)
    }

    @Test("names the version it cannot read, and refuses numbers that do not fit")
    func refusals() {
        #expect(throws: TickCodecError.version(9)) { try TickCodec.decode([9, 0]) }
        #expect(throws: TickCodecError.truncated(offset: 0)) { try TickCodec.decode([]) }
        #expect(throws: TickCodecError.invalid("kind of event", offset: 2)) { try TickCodec.decode([1, 1, 0]) }
        #expect(throws: TickCodecError.invalid("number of events", offset: 1)) {
            try TickCodec.decode([1] + [UInt8](repeating: 0xFF, count: 40))
        }
    }

    @Test("the bytes of known ticks do not change unnoticed")
    func fixture() {
        let trade = Trade(
            instrument: InstrumentID(2), time: Timestamp(nanoseconds: 1_000), price: Price(raw: 300),
            quantity: Quantity(raw: 70), aggressor: .sell, id: 5)
        let update = BookUpdate(
            instrument: InstrumentID(2), time: Timestamp(nanoseconds: 1_001), side: .buy, price: Price(raw: 299),
            quantity: .zero, flags: [.snapshot, .last])
        let bytes = TickCodec.encode([
            TickCodec.Tick(event: .trade(trade), receivedAt: Timestamp(nanoseconds: 1_010)),
            TickCodec.Tick(event: .book(update), receivedAt: nil),
        ])
        #expect(
            bytes == [
                1, 2,
                0b0100_1001, 2, 0xD0, 0x0F, 0xD8, 0x04, 0x8C, 0x01, 10, 20,
                0b0011_0011, 2, 2, 1, 0,
            ])
    }

    @Test("what is no market event is left out, and an ordinary trade takes few bytes")
    func size() throws {
        #expect(try TickCodec.decode(TickCodec.encode([.init(event: .command(.kill, .epoch), receivedAt: nil)])) == [])
        let ticks = (0..<100).map { number in
            TickCodec.Tick(
                event: .trade(
                    Trade(
                        instrument: InstrumentID(0), time: Timestamp(milliseconds: 1_770_000_000_000 + number * 40),
                        price: Price(raw: 15_000_000_000_000_000 + number * 100_000_000_000),
                        quantity: Quantity(raw: 12_345_678), aggressor: .buy, id: UInt64(9_000_000 + number))),
                receivedAt: nil)
        }
        #expect(TickCodec.encode(ticks).count < 100 * 20)
    }
}
