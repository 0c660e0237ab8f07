internal import SigmaEmulator
internal import SigmaModel

/// Reads the accounts of an emulator's command line.
enum EmulatorAccounts {
    /// The key of a ready-made account, the same at every venue.
    static let key = "emulator-key"
    /// The secret of a ready-made account; it protects nothing.
    static let secret = "emulator-secret"

    /// The accounts of each venue; one ready-made where none is asked for.
    static func read(
        _ texts: [String], _ venues: [Venue], _ listings: [Venue: [VenueSettings.Listing]]
    ) throws -> [Venue: [AccountSettings]] {
        var result: [Venue: [AccountSettings]] = [:]
        guard !texts.isEmpty else {
            for venue in venues { result[venue] = [try readyMade(listings[venue] ?? [], venue)] }
            return result
        }
        for (index, text) in texts.enumerated() {
            let (named, account) = try account(text, number: index + 1)
            if let named, !venues.contains(named) {
                throw CommandFailure(.usage, "--account \(index + 1) names \(named.rawValue), which --venue leaves out")
            }
            for venue in named.map({ [$0] }) ?? venues { result[venue, default: []].append(account) }
        }
        return result
    }

    /// Texts hold secrets, so errors name an account by its number.
    private static func account(_ text: String, number: Int) throws -> (Venue?, AccountSettings) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let venue = parts.count == 4 ? Venue(rawValue: parts.removeFirst()) : nil
        guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw CommandFailure(
                .usage, "--account \(number) is not right; it takes [venue:]key:secret:ASSET=amount,ASSET=amount")
        }
        var balances: [String: Quantity] = [:]
        for balance in parts[2].split(separator: ",") {
            let pair = balance.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let amount = try? Quantity(pair[1]), amount.raw >= 0 else {
                throw CommandFailure(
                    .usage,
                    "--account \(number): balance '\(balance)' is not right; it takes ASSET=amount, such as BTC=0.5")
            }
            balances[String(pair[0])] = amount
        }
        let key = EmulatedKey(id: parts[0], proof: .secret(parts[1]))
        return (venue, AccountSettings(name: parts[0], keys: [key], balances: balances))
    }

    /// Plenty of every quote currency and a little of every base.
    private static func readyMade(_ listings: [VenueSettings.Listing], _ venue: Venue) throws -> AccountSettings {
        var balances: [String: Quantity] = [:]
        for listing in listings {
            let instrument = try Instrument(venue: venue, symbol: listing.symbol, kind: listing.kind)
            balances[instrument.quote] = try Quantity(instrument.quote == "KRW" ? "100000000" : "100000")
            if listing.kind == .spot, balances[instrument.base] == nil { balances[instrument.base] = try Quantity("1") }
        }
        let key = EmulatedKey(id: EmulatorAccounts.key, proof: .secret(secret))
        return AccountSettings(name: "ready-made", keys: [key], balances: balances)
    }
}
