import SigmaModel
import Testing

/// One field of every kind that an archive knows.
private struct Everything: Persistable, Equatable {
    var flag = false
    var small: UInt8 = 0
    var wide: Int128 = 0
    var number = 0
    var real = 0.0
    var text = ""
    var side = Side.buy
    var state = OrderState.created
    var price = Price.zero
    var quantity = Quantity.zero
    var money = Money.zero
    var time = Timestamp.epoch
    var timeframe = Timeframe.tick
    var maybe: Money?
    var nothing: Price?
    var list: [Quantity] = []
    var nested: [[Int]] = []
    var ticket = OrderTicket.blank
    var fill = Fill.blank
    var candle = Candle.blank
    var generator = SplitMix64(seed: 0)

    init() {}

    /// A value of which every field differs from the blank one.
    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
        flag = true
        small = UInt8.random(in: 1...255, using: &generator)
        wide = Int128(Int64.random(in: .min ... -1, using: &generator)) << 60
        number = Int.random(in: .min ... -1, using: &generator)
        real = Double(bitPattern: 0x7FF8_0000_0000_0000 | generator.next() >> 20)
        text = String(repeating: "시그마 Σ ", count: Int.random(in: 1...4, using: &generator))
        side = .sell
        state = .partiallyFilled
        price = Price(raw: Int64.random(in: 1 ... .max, using: &generator))
        quantity = Quantity(raw: Int128(generator.next()) << 50)
        money = Money(raw: -Int128(generator.next()) << 20)
        time = Timestamp(nanoseconds: -5)
        timeframe = .oneDay
        maybe = Money(raw: 7)
        list = (0..<Int.random(in: 1...9, using: &generator)).map { Quantity(raw: Int128($0) - 4) }
        nested = [[], [1], [2, 3]]
        ticket = OrderTicket(
            id: OrderID(raw: generator.next()), strategy: StrategyID(3), time: time,
            request: OrderRequest(
                instrument: InstrumentID(2), side: .sell, type: .trailingStop, timeInForce: .postOnly,
                quantity: quantity, total: money, limitPrice: price, triggerPrice: price, trail: Rate(raw: 5),
                reduceOnly: true), sibling: OrderID(raw: 9))
        fill = Fill(
            id: FillID(raw: 4), order: OrderID(raw: 5), strategy: StrategyID(1), instrument: InstrumentID(1),
            time: time, side: .sell, price: price, quantity: quantity, notional: money, fee: money, liquidity: .taker)
        candle = Candle(
            instrument: InstrumentID(1), timeframe: .oneHour, openTime: time, open: price, high: price, low: price,
            close: price, volume: quantity, turnover: money, tradeCount: 17)
    }

    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.section("numbers")
        try archive.field(&flag)
        try archive.field(&small)
        try archive.field(&wide)
        try archive.field(&number)
        try archive.field(&real)
        try archive.field(&text)
        try archive.section("values")
        try archive.field(&side)
        try archive.field(&state)
        try archive.field(&price)
        try archive.field(&quantity)
        try archive.field(&money)
        try archive.field(&time)
        try archive.field(&timeframe)
        try archive.section("containers")
        try archive.field(&maybe)
        try archive.field(&nothing)
        try archive.field(&list)
        try archive.field(&nested)
        try archive.section("records")
        try archive.field(&ticket)
        try archive.field(&fill)
        try archive.field(&candle)
        try archive.field(&generator)
    }

    /// Compared by what is saved, since na is not itself.
    static func == (a: Everything, b: Everything) -> Bool { (try? saved(a)) == (try? saved(b)) }
}

/// The bytes of a value.
private func saved(_ value: Everything) throws(StateError) -> [UInt8] {
    var value = value
    var archive = StateArchive()
    try archive.field(&value)
    return archive.bytes
}

/// The value of some bytes.
private func restored(_ bytes: [UInt8]) throws(StateError) -> Everything {
    var value = Everything()
    var archive = try StateArchive(reading: bytes)
    try archive.field(&value)
    try archive.finish()
    return value
}

/// What reading some bytes comes to.
private func failure(_ body: () throws(StateError) -> Void) -> StateError? {
    do throws(StateError) { try body() } catch { return error }
    return nil
}

/// One value of a type through an archive and back.
private func copy<Value: PersistableValue>(_ value: Value) throws(StateError) -> Value {
    var value = value
    var archive = StateArchive()
    try archive.field(&value)
    var copy = Value.blank
    var reader = try StateArchive(reading: archive.bytes)
    try reader.field(&copy)
    try reader.finish()
    return copy
}

@Suite("Saved states")
struct StateArchiveTests {
    @Test("come back bit for bit", arguments: 0..<200 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        let value = Everything(seed: seed)
        let bytes = try saved(value)
        let again = try restored(bytes)
        #expect(try saved(again) == bytes)
        #expect(again.text == value.text)
        #expect(again.ticket == value.ticket)
        #expect(again.fill == value.fill)
        #expect(again.candle == value.candle)
        #expect(again.real.bitPattern == value.real.bitPattern)
        #expect(again.nested == value.nested)
    }

    @Test("keep every value of every enumeration and record")
    func values() throws {
        for type in OrderType.allCases { #expect(try copy(type) == type) }
        for state in OrderState.allCases { #expect(try copy(state) == state) }
        for reason in RejectReason.allCases { #expect(try copy(reason) == reason) }
        for timeframe in Timeframe.all { #expect(try copy(timeframe) == timeframe) }
        for number in [Int128.min, -1, 0, 1, .max] { #expect(try copy(number) == number) }
        for number in [Int64.min, -1, 0, 1, .max] { #expect(try copy(number) == number) }
        let quote = Quote(
            instrument: InstrumentID(1), time: .never, bid: .max, bidQuantity: Quantity(raw: 3), ask: Price(raw: 4),
            askQuantity: Quantity(raw: 5))
        #expect(try copy(quote) == quote)
        let trade = Trade(
            instrument: InstrumentID(1), time: .never, price: .max, quantity: Quantity(raw: 3), aggressor: .sell, id: 7)
        #expect(try copy(trade) == trade)
        let level = BookUpdate(
            instrument: InstrumentID(1), time: .never, side: .sell, price: .max, quantity: Quantity(raw: 3),
            flags: [.last, .snapshot])
        #expect(try copy(level) == level)
        let update = OrderUpdate(order: OrderID(raw: 1), time: .never, status: .cancelRejected, reason: .other)
        #expect(try copy(update) == update)
        let reading = MacroReading(series: .hygIef, time: .never, value: -0.0)
        #expect(try copy(reading) == reading)
        #expect(try copy(Money?.some(Money(raw: 1))) == Money(raw: 1))
        #expect(try copy(Money?.none) == nil)
    }

    @Test("are little-endian on every machine, behind a name and a version")
    func layout() throws {
        var archive = StateArchive()
        var number: Int32 = -2
        try archive.field(&number)
        var text = "é"
        try archive.field(&text)
        #expect(
            archive.bytes == Array("SIGMASTA".utf8) + [UInt8(StateArchive.version), 0, 0, 0]
                + [0xFE, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0xA9])
    }

    @Test("that end early are refused at every length, never trapped on")
    func truncation() throws {
        let bytes = try saved(Everything(seed: 1))
        for length in 0..<bytes.count {
            let error = failure { () throws(StateError) in _ = try restored(Array(bytes[..<length])) }
            #expect(error != nil, "\(length) of \(bytes.count) bytes")
        }
    }

    @Test("with flipped bits are refused or another value", arguments: 0..<50 as Range<UInt64>)
    func corruption(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let bytes = try saved(Everything(seed: seed))
        for _ in 0..<100 {
            var broken = bytes
            let place = Int.random(in: broken.indices, using: &generator)
            broken[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            let value = try? restored(broken)
            if let value { #expect(try saved(value) == broken, "byte \(place)") }
        }
    }

    @Test("say what is wrong and where")
    func errors() throws {
        #expect(failure { () throws(StateError) in _ = try StateArchive(reading: [1, 2, 3]) } == .foreign)
        var old = StateArchive().bytes
        old[8] ^= 0x80
        let version = StateArchive.version
        #expect(
            failure { () throws(StateError) in _ = try StateArchive(reading: old) }
                == .version(saved: version ^ 0x80, known: version))
        var archive = StateArchive()
        try archive.section("prices")
        var side = Side.sell
        try archive.field(&side)
        try archive.require(3, "the number of instruments")

        var drifted = try StateArchive(reading: archive.bytes)
        let start = StateError.Place(section: "beginning", offset: 12)
        #expect(
            failure { () throws(StateError) in try drifted.section("orders") } == .drifted(due: "orders", start))

        var broken = archive.bytes
        broken[16] = 9
        var invalid = try StateArchive(reading: broken)
        try invalid.section("prices")
        let error = failure { () throws(StateError) in try invalid.field(&side) }
        #expect(error == .invalid("Side 9", StateError.Place(section: "prices", offset: 16)))
        #expect(
            error?.description
                == "the state has an impossible Side 9, in part 'prices' at byte 16; replay the journal instead")

        var other = try StateArchive(reading: archive.bytes)
        try other.section("prices")
        try other.field(&side)
        #expect(failure { () throws(StateError) in try other.finish() } == .unread(8))
        #expect(
            failure { () throws(StateError) in try other.require(4, "the number of instruments") }
                == .configuration("the number of instruments", saved: "3", present: "4"))
        try other.finish()
    }

    @Test("with an impossible count end at once")
    func impossibleCount() throws {
        var archive = StateArchive()
        var count = Int.max
        try archive.field(&count)
        for claim in [archive.bytes, Array(archive.bytes.dropLast(1)) + [0xFF]] {
            var reader = try StateArchive(reading: claim)
            var list: [Quantity] = []
            #expect(failure { () throws(StateError) in try reader.field(&list) } != nil)
        }
    }
}
