package import SigmaModel

/// Why an emulator cannot be set up; the text names the mend.
package enum EmulatorError: Error, Hashable, Sendable {
    /// A market file for a symbol that the venue is not set up with.
    case unknownSymbol(String, at: Venue)
    /// Files of different kinds cannot be played together.
    case mixedFiles
    /// A venue whose protocol the emulator does not speak.
    case unservedVenue(Venue)
    /// A venue without instruments.
    case noSymbols(Venue)
    /// Two accounts of a venue with one name, or two keys of one id.
    case duplicate(String, at: Venue)
    /// No account of the name.
    case unknownAccount(String, at: Venue)
    /// A balance in an asset that no instrument of the venue trades.
    case unknownAsset(String, at: Venue)
}

extension EmulatorError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownSymbol(let symbol, let venue):
            "\(venue.rawValue) is not set up with '\(symbol)'; name it among the symbols"
        case .mixedFiles: "the market files are of different kinds; give files of one kind"
        case .unservedVenue(let venue):
            "the emulator does not serve '\(venue.rawValue)'; it serves upbit, binance, bybit"
        case .noSymbols(let venue): "\(venue.rawValue) has no symbols; name at least one"
        case .duplicate(let name, let venue): "'\(name)' is there twice at \(venue.rawValue); give each its own name"
        case .unknownAccount(let name, let venue): "\(venue.rawValue) has no account '\(name)'"
        case .unknownAsset(let asset, let venue):
            "no instrument of \(venue.rawValue) trades '\(asset)'; name a symbol that does"
        }
    }
}
