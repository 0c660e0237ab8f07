package import SigmaModel
package import SigmaPorts
internal import SigmaWire

/// Bybit's public information that is asked for.
package struct BybitCatalog: VenueCatalog {
    package let venue = Venue.bybit
    let rest: BybitREST

    /// A catalog that asks by a client.
    package init(_ rest: BybitREST) { self.rest = rest }

    /// Pages of instruments that are asked for at most, of a thousand each.
    static let pageLimit = 20
    /// Symbols up to which each is asked for by itself.
    static let singleLimit = 3

    package func instruments(
        _ symbols: [String], kind: InstrumentKind
    ) async throws(GatewayError) -> [VenueInstrument] {
        let category = BybitCategory(kind)
        var listings: [String: BybitListing] = [:]
        if symbols.count <= Self.singleLimit {
            for symbol in symbols {
                for listing in try await page(category, symbol: symbol, cursor: "").list {
                    listings[listing.symbol] = listing
                }
            }
        } else {
            for listing in try await all(category) { listings[listing.symbol] = listing }
        }
        var found: [VenueInstrument] = []
        for symbol in symbols {
            guard let listing = listings[symbol], listing.isTraded else {
                throw GatewayError(
                    .unknownMarket, at: .bybit,
                    "there is no \(kind == .spot ? "spot pair" : "perpetual contract") \(symbol)",
                    mend: "check its spelling; Bybit's symbols look like BTCUSDT")
            }
            found.append(listing.venueInstrument)
        }
        return found
    }

    package func time() async throws(GatewayError) -> VenueTime {
        do throws(BybitFailure) { return try await rest.time() } catch { throw rest.error(error) }
    }

    /// Every listing of a kind; contracts come in pages, spot pairs at once.
    private func all(_ category: BybitCategory) async throws(GatewayError) -> [BybitListing] {
        var listings: [BybitListing] = []
        var cursor = ""
        for _ in 0..<Self.pageLimit {
            let page = try await page(category, symbol: nil, cursor: cursor)
            listings += page.list
            guard !page.next.isEmpty, page.next != cursor, category == .linear else { return listings }
            cursor = page.next
        }
        throw GatewayError(
            .unreadable, at: .bybit, "the list of instruments does not end", mend: "look for a newer version")
    }

    private func page(
        _ category: BybitCategory, symbol: String?, cursor: String
    ) async throws(GatewayError) -> (list: [BybitListing], next: String) {
        var query = WireMembers()
        query.add("category", category.rawValue)
        if let symbol { query.add("symbol", symbol) } else if category == .linear { query.add("limit", "1000") }
        let answer = try await rest.get(.instruments, query, cursor: cursor)
        do throws(BybitFailure) {
            return try answer.result { result, cursor throws(WireError) in
                try Self.listings(result, category, cursor)
            }
        } catch { throw rest.error(error) }
    }
}

extension BybitCatalog {
    private enum Field: Int {
        case list, next, nanoseconds, seconds
    }

    private static let names = JSONNames([
        ("list", Field.list.rawValue), ("nextPageCursor", Field.next.rawValue),
        ("timeNano", Field.nanoseconds.rawValue), ("timeSecond", Field.seconds.rawValue),
    ])

    static func listings(
        _ result: JSONValue, _ category: BybitCategory, _ cursor: JSONCursor
    ) throws(WireError) -> (list: [BybitListing], next: String) {
        let members = try cursor.members(of: result, "result", names)
        var list: [BybitListing] = []
        try cursor.each(of: members[Field.list], "list") { cursor throws(WireError) in
            list.append(try BybitListing(&cursor, category))
        }
        return (list, try cursor.optionalString(members[Field.next], "nextPageCursor") ?? "")
    }

    static func time(_ result: JSONValue, _ cursor: JSONCursor) throws(WireError) -> Timestamp {
        let members = try cursor.members(of: result, "result", names)
        let nanoseconds = try cursor.whole(members[Field.nanoseconds], "timeNano")
        guard let time = Int64(exactly: nanoseconds) else { throw WireError("timeNano", "is no time in nanoseconds") }
        return Timestamp(nanoseconds: time)
    }
}
