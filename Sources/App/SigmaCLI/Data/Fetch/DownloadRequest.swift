internal import SigmaHistory
internal import SigmaModel

/// What is to be downloaded.
struct DownloadRequest: Sendable {
    /// What the file will say it holds.
    let description: HistoryDescription
    /// Who has it.
    let source: FetchVenue
    /// The first instant, a multiple of the candles' length.
    let from: Timestamp
    /// The first instant that is not wanted any more.
    let to: Timestamp

    /// What must be the same for a download to go on: everything but the end.
    var identity: String {
        let kind = description.instrumentKind == .linear ? " linear" : ""
        return "\(source.rawValue) \(description.symbol)\(kind) \(description.timeframe) from \(from)"
    }
}

/// Who has candles to download.
enum FetchVenue: String, CaseIterable, Sendable {
    case upbit
    case binance
    case bybit
    case yahoo

    /// No market here is older: the year from which Yahoo has daily indices.
    static let earliest = Timestamp(CivilDate(year: 1970, month: 1, day: 2))

    /// Whether linear contracts are among what it has.
    var hasContracts: Bool { self == .bybit }

    /// The venue as history files name it.
    var venue: Venue {
        switch self {
        case .upbit: .upbit
        case .binance: .binance
        case .bybit: .bybit
        case .yahoo: .generic
        }
    }

    /// What a file of its candles holds; a symbol of another venue's form is an error.
    func description(_ symbol: String, isLinear: Bool, _ timeframe: Timeframe) throws -> HistoryDescription {
        var description: HistoryDescription
        if self == .yahoo {
            guard !symbol.isEmpty, symbol.utf8.count <= 24, symbol.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw CommandFailure(.usage, "--symbol '\(symbol)' is none of Yahoo's; they look like ^VIX or BTC-USD")
            }
            // Currencies are told with the candles only, and nothing of these series is traded.
            description = HistoryDescription(
                kind: .candles, venue: .generic, symbol: symbol, base: symbol, quote: "USD")
        } else {
            description = try HistoryDescription.named(venue: rawValue, symbol: symbol, isLinear: isLinear)
        }
        description.kind = .candles
        description.timeframe = timeframe
        return description
    }
}
