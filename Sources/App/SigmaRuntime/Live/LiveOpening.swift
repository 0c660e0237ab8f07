internal import SigmaEngine
internal import SigmaModel
package import SigmaPorts

/// What a session must know of its venue before it can begin.
package enum LiveOpening {
    /// Completes a manifest by what the venue says: rules and fees of its instruments, cash, and the account's balances.
    ///
    /// - Throws: what the venue refused, or ``LiveOpeningError`` where the account cannot carry the session.
    package static func complete(
        _ manifest: SessionManifest, gateway: any OrderGateway, catalog: any VenueCatalog
    ) async throws -> SessionManifest {
        var manifest = manifest
        let symbols = manifest.instruments.map(\.symbol)
        var found: [String: VenueInstrument] = [:]
        for kind in Set(manifest.instruments.map(\.kind)) {
            let wanted = manifest.instruments.filter { $0.kind == kind }.map(\.symbol)
            for instrument in try await catalog.instruments(wanted, kind: kind) {
                found[instrument.instrument.symbol] = instrument
            }
        }
        let account = try await gateway.account(of: symbols)
        for place in manifest.instruments.indices {
            let symbol = manifest.instruments[place].symbol
            guard let described = found[symbol] else { throw LiveOpeningError.notListed(symbol) }
            guard var rules = described.instrument.rules.periods.last?.rules else { continue }
            if let fees = account.fees[symbol] {
                rules.makerFee = fees.maker
                rules.takerFee = fees.taker
            }
            manifest.instruments[place].rules = rules
        }
        try await open(&manifest, gateway)
        return manifest
    }

    private static func open(_ manifest: inout SessionManifest, _ gateway: any OrderGateway) async throws {
        let table = try SessionFactory.table(manifest)
        let balances = try await gateway.balances()
        let free = Dictionary(balances.map { ($0.asset, $0.free) }) { $0 + $1 }
        let owned = Dictionary(balances.map { ($0.asset, $0.free + $0.locked) }) { $0 + $1 }
        let currency = table.assets[Int(table.quotes[0].index)]
        let cash = Money(raw: free[currency] ?? 0)
        guard cash.raw > 0 else { throw LiveOpeningError.noCash(currency) }
        manifest.cash = cash
        manifest.opening = SessionManifest.VenueOpening(
            balances: Dictionary(table.assets.map { ($0, DecimalText.format(owned[$0] ?? 0)) }) { $1 })
    }
}

/// Why an account cannot carry a session.
package enum LiveOpeningError: Error, Hashable, Sendable, CustomStringConvertible {
    case notListed(String)
    case noCash(String)

    package var description: String {
        switch self {
        case .notListed(let symbol): "the venue does not list \(symbol); check instruments[].symbol"
        case .noCash(let currency):
            "the account has no free \(currency) to trade with; deposit some, or cancel orders that reserve it"
        }
    }
}

extension AccountBelief {
    /// What the account of a session should hold, from what it held when the session began.
    package init(_ manifest: SessionManifest, tolerance: Int128) throws {
        let table = try SessionFactory.table(manifest)
        let balances = manifest.opening?.balances ?? [:]
        let currency = Int(table.quotes[0].index)
        // A contract's asset is the position itself, which no balance shows.
        let names = table.assets.indices.map { table.assets[$0].contains(":") ? "" : table.assets[$0] }
        self.init(
            assets: names, baseline: try table.assets.map { try DecimalText.parse(balances[$0] ?? "0") },
            opening: table.assets.indices.map { $0 == currency ? manifest.cash.raw : 0 }, tolerance: tolerance)
    }
}
