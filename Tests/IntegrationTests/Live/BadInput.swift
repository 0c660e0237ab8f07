import Testing

/// Something that a person, a venue or a proxy does wrong, and what the program must say of it.
enum BadInput: String, CaseIterable, CustomTestStringConvertible {
    case expiredKey, foreignAddress, missingPermission, unknownMarket, maintenance, wrongClock
    case webPage, webPageAsSuccess

    var testDescription: String { rawValue }

    /// Members of the account's key that make it so.
    var restrictions: String {
        switch self {
        case .expiredKey: #""expires":"2020-01-01T00:00:00Z""#
        case .foreignAddress: #""addresses":["203.0.113.7"]"#
        case .missingPermission: #""permissions":["read"]"#
        case .unknownMarket, .maintenance, .wrongClock, .webPage, .webPageAsSuccess: ""
        }
    }

    /// Lets it be so at an emulated exchange.
    func prepare(_ emulator: EmulatorProcess) async throws {
        switch self {
        case .expiredKey, .foreignAddress, .missingPermission, .unknownMarket: break
        case .maintenance: try await emulator.administer("/maintenance", #""on":true"#)
        case .wrongClock: try await emulator.administer("/clock", #""jump_ms":3600000"#)
        case .webPage: try await emulator.administer("/faults", #""kind":"html","status":503"#)
        case .webPageAsSuccess: try await emulator.administer("/faults", #""kind":"html","status":200"#)
        }
    }

    /// Words of the problem, and of its mend.
    func words(at venue: LiveVenue) -> [String] {
        switch (self, venue) {
        case (.expiredKey, .upbit): ["expired_access_key", "make a new one"]
        case (.expiredKey, .binance): ["-2015", "Invalid API-key", "has not run out"]
        case (.expiredKey, .bybit): ["33004", "expired", "make a new key"]
        case (.foreignAddress, .upbit): ["no_authorization_ip", "add this machine's public address to the key"]
        case (.foreignAddress, .binance): ["-2015", "Invalid API-key, IP", "public address is among its trusted ones"]
        case (.foreignAddress, .bybit): ["10010", "bound to other addresses; add this machine's to it"]
        case (.missingPermission, _): ["the key may not trade", "give it the permission to place orders"]
        case (.unknownMarket, .upbit): ["there is no market 'KRW-BTX'", "use a name that GET /market/all lists"]
        case (.unknownMarket, .binance): ["there is no market 'BTXUSDT'", "check the symbol"]
        case (.unknownMarket, .bybit): ["there is no spot pair BTXUSDT", "check its spelling"]
        case (.maintenance, .upbit): ["Service Temporarily Unavailable", "see Upbit's notices of maintenance"]
        case (.maintenance, .binance): ["503", "a web page came instead", "in maintenance, see its announcements"]
        case (.maintenance, .bybit): ["503", "a web page came instead", "in maintenance, see its status page"]
        case (.wrongClock, _): ["this machine's clock is", " ms from \(venue)", "turn on NTP"]
        case (.webPage, .upbit): ["a web page came instead", "503", "see Upbit's notices of maintenance"]
        case (.webPage, .binance): ["a web page came instead", "503", "see its announcements"]
        case (.webPage, .bybit): ["a web page came instead", "503", "see its status page"]
        case (.webPageAsSuccess, _): ["a web page came instead", "status 200", "check proxies between here and"]
        }
    }
}
