import Testing

/// An exchange whose protocol the emulator speaks, as the tests of live sessions know it.
enum LiveVenue: String, CaseIterable, CustomTestStringConvertible {
    case upbit, binance, bybit

    /// A market that it has.
    var symbol: String { self == .upbit ? "KRW-BTC" : "BTCUSDT" }
    /// A market that it has not.
    var unknownSymbol: String { self == .upbit ? "KRW-BTX" : "BTXUSDT" }
    /// What its markets are quoted in.
    var currency: String { self == .upbit ? "KRW" : "USDT" }
    /// What an account begins with.
    var cash: String { self == .upbit ? "100000000" : "100000" }
    var testDescription: String { rawValue }
}
