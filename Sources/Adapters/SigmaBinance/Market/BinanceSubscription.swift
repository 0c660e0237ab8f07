package import SigmaModel
internal import SigmaWire

/// What a feed wants to hear of its instruments.
package struct BinanceInterest: Hashable, Sendable {
    /// Every trade, missed ones included.
    package var trades = true
    /// The best bid and ask, as often as they change.
    package var quotes = true
    /// The whole book, changes every 100 ms.
    package var books = false
    /// Closed candles of these lengths.
    package var candles: [Timeframe] = []

    /// Trades and quotes.
    package init() {}
}

/// The streams of a connection, and how they are asked for.
///
/// Source: Binance "WebSocket Streams", "Live Subscribing/Unsubscribing to streams".
package struct BinanceSubscription: Hashable, Sendable {
    /// The most streams of one connection.
    package static let streamLimit = 1_024
    /// Streams that the address names; the others are asked for in messages of as many.
    static let batch = 100

    /// Their names, in the order of the instruments.
    package let streams: [String]

    /// The streams of symbols; candles of a length that Binance does not have are an error of the caller's.
    package init(_ symbols: [String], _ interest: BinanceInterest) {
        streams = symbols.flatMap { symbol in
            let name = symbol.lowercased()
            var streams: [String] = []
            if interest.trades { streams.append("\(name)@trade") }
            if interest.quotes { streams.append("\(name)@bookTicker") }
            if interest.books { streams.append("\(name)@depth@100ms") }
            streams += interest.candles.compactMap { timeframe in
                BinanceInterval.name(of: timeframe).map { "\(name)@kline_\($0)" }
            }
            return streams
        }
    }

    /// The address of a connection that begins with the first streams; times come in microseconds.
    package func address(_ base: String) -> String {
        let first = streams.prefix(Self.batch).map { WireMembers.encoded($0, keeping: "@") }.joined(separator: "/")
        return "\(base)/stream?streams=\(first)&timeUnit=MICROSECOND"
    }

    /// The messages that ask for the others; each is confirmed under its number.
    package var requests: [(id: UInt64, text: String)] {
        let rest = Array(streams.dropFirst(Self.batch))
        return stride(from: 0, to: rest.count, by: Self.batch).enumerated().map { index, start in
            var text: [UInt8] = []
            for (place, stream) in rest[start..<min(start + Self.batch, rest.count)].enumerated() {
                if place > 0 { text.append(UInt8(ascii: ",")) }
                WireJSON.append(stream, to: &text)
            }
            let id = UInt64(index + 1)
            let params = String(decoding: text, as: UTF8.self)
            return (id, "{\"method\":\"SUBSCRIBE\",\"params\":[\(params)],\"id\":\(id)}")
        }
    }
}
