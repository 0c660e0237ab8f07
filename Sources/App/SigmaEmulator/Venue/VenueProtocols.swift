package import SigmaModel

/// The venues whose protocols are spoken.
enum VenueProtocols {
    /// The venue's way of speaking; nil for one that is not served.
    static func make(_ site: VenueSite, seed: UInt64) -> (any VenueProtocol)? {
        switch site.venue {
        case .upbit: UpbitProtocol(site, seed: seed)
        case .binance: BinanceProtocol(site, seed: seed)
        case .bybit: BybitProtocol(site, seed: seed)
        case .generic: nil
        }
    }

    /// The venue's name of an order of a number.
    static func orderName(_ venue: Venue, seed: UInt64) -> (UInt64) -> String {
        switch venue {
        case .upbit, .bybit: { SeededUUID.text(of: $0, seed: seed ^ 0x6F72_6465_7200) }
        case .binance, .generic: { String($0) }
        }
    }
}

extension Emulator {
    /// The venues that can be served.
    package static let servedVenues: [Venue] = [.upbit, .binance, .bybit]

    /// What a venue lists unless told otherwise.
    package static func standardListings(of venue: Venue) -> [VenueSettings.Listing] {
        switch venue {
        case .upbit: ["KRW-BTC", "KRW-ETH", "KRW-XRP"].map { VenueSettings.Listing($0) }
        case .binance: ["BTCUSDT", "ETHUSDT"].map { VenueSettings.Listing($0) }
        case .bybit: [.init("BTCUSDT"), .init("ETHUSDT"), .init("BTCUSDT", kind: .linear)]
        case .generic: []
        }
    }
}
