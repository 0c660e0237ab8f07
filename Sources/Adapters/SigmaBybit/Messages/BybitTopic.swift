package import SigmaModel

/// A symbol whose market data is asked for.
package struct BybitSubject: Hashable, Sendable {
    /// The venue's name of it.
    package let symbol: String
    /// Its number in the session.
    package let instrument: InstrumentID
    /// How positions in it settle.
    package let category: BybitCategory
    /// The name's bytes.
    let bytes: [UInt8]

    /// A symbol and what it is to the session.
    package init(_ symbol: String, _ instrument: InstrumentID, _ category: BybitCategory) {
        self.symbol = symbol
        self.instrument = instrument
        self.category = category
        bytes = Array(symbol.utf8)
    }
}

/// Something that a stream tells about when it is asked to; numbers are places in a list of subjects.
package enum BybitTopic: Hashable, Sendable {
    case trades(Int)
    /// The best 1, 50, 200 or 1,000 levels of each side.
    case book(Int, depth: Int)
    case candles(Int, Timeframe)
    case ticker(Int)
    case orders
    case fills
    case wallet

    /// What the private stream is asked for: all kinds of instruments in one topic each.
    static let account: [BybitTopic] = [.orders, .fills, .wallet]

    /// Whether it tells each trade of a symbol.
    var isTrades: Bool { if case .trades = self { true } else { false } }

    /// The venue's name of it.
    func name(_ subjects: [BybitSubject]) -> String {
        switch self {
        case .trades(let subject): "publicTrade.\(subjects[subject].symbol)"
        case .book(let subject, let depth): "orderbook.\(depth).\(subjects[subject].symbol)"
        case .candles(let subject, let timeframe):
            "kline.\(BybitInterval.text(timeframe) ?? "1").\(subjects[subject].symbol)"
        case .ticker(let subject): "tickers.\(subjects[subject].symbol)"
        case .orders: "order"
        case .fills: "execution"
        case .wallet: "wallet"
        }
    }
}

/// Bybit's names of candle lengths.
///
/// Source: Bybit "Enums Definitions", interval. Weeks and months have no fixed length here.
enum BybitInterval {
    private static let names: [(text: String, minutes: Int64)] = [
        ("1", 1), ("3", 3), ("5", 5), ("15", 15), ("30", 30), ("60", 60), ("120", 120), ("240", 240), ("360", 360),
        ("720", 720), ("D", 1_440),
    ]

    /// The name of a timeframe; nil where the venue has no such candles.
    static func text(_ timeframe: Timeframe) -> String? {
        names.first { TimeSpan(seconds: $0.minutes * 60) == timeframe.span }?.text
    }

    /// The timeframe of a name; nil for weeks, months and other texts.
    static func timeframe(_ text: String) -> Timeframe? {
        names.first { $0.text == text }.flatMap { Timeframe(span: TimeSpan(seconds: $0.minutes * 60)) }
    }
}

/// Finds topics by their names as they stand in messages, in constant time.
struct BybitTopicTable: Sendable {
    private var places: [UInt64: Int] = [:]
    private var names: [[UInt8]] = []
    private let topics: [BybitTopic]
    private var seed: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ topics: [BybitTopic], _ subjects: [BybitSubject]) {
        self.topics = topics
        names = topics.map { Array($0.name(subjects).utf8) }
        // Two names of one hash would need a table with chains; another seed is simpler and practically never needed.
        while !fill() { seed &+= 0x9E37_79B9_7F4A_7C15 }
    }

    /// The topic of a name; nil for one that was not asked for.
    func topic(_ name: some Collection<UInt8>) -> BybitTopic? {
        guard let place = places[hash(name)], names[place].elementsEqual(name) else { return nil }
        return topics[place]
    }

    private mutating func fill() -> Bool {
        places.removeAll(keepingCapacity: true)
        for (place, name) in names.enumerated() {
            if let other = places.updateValue(place, forKey: hash(name)), names[other] != name { return false }
        }
        return true
    }

    /// Source: Fowler, Noll, Vo: FNV-1a, 64 bits.
    private func hash(_ name: some Collection<UInt8>) -> UInt64 {
        var hash = seed
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}
