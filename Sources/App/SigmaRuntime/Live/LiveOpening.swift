internal import SigmaEngine
package import SigmaModel
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
        let found = try await rules(of: manifest.instruments, gateway: gateway, catalog: catalog)
        for (place, rules) in zip(manifest.instruments.indices, found) { manifest.instruments[place].rules = rules }
        try await open(&manifest, gateway)
        return manifest
    }

    /// Adds the rules and fees that the venue has changed since to a session that was begun earlier.
    ///
    /// They hold from `margin` after the venue's time on, so that everything that was recorded keeps its own.
    ///
    /// - Returns: the manifest, and what changed, in words, by symbol.
    package static func renew(
        _ manifest: SessionManifest, gateway: any OrderGateway, catalog: any VenueCatalog
    ) async throws -> (manifest: SessionManifest, changes: [String]) {
        var manifest = manifest
        let found = try await rules(of: manifest.instruments, gateway: gateway, catalog: catalog)
        let from = try await catalog.time().time + margin
        var changes: [String] = []
        for (place, rules) in zip(manifest.instruments.indices, found) {
            let differences = manifest.instruments[place].note(rules, from: from)
            guard !differences.isEmpty else { continue }
            changes.append("\(manifest.instruments[place].symbol): \(differences.joined(separator: ", "))")
        }
        return (manifest, changes)
    }

    private static let margin = TimeSpan(seconds: 1)

    /// The rules of some instruments now, with the account's own fees.
    private static func rules(
        of entries: [SessionManifest.InstrumentEntry], gateway: any OrderGateway, catalog: any VenueCatalog
    ) async throws -> [VenueRules] {
        var found: [String: VenueRules] = [:]
        for kind in Set(entries.map(\.kind)) {
            let wanted = entries.filter { $0.kind == kind }.map(\.symbol)
            for listed in try await catalog.instruments(wanted, kind: kind) {
                found[listed.instrument.symbol] = listed.instrument.rules.periods.last?.rules
            }
        }
        let account = try await gateway.account(of: entries.map(\.symbol))
        return try entries.map { entry throws(LiveOpeningError) in
            guard var rules = found[entry.symbol] else { throw LiveOpeningError.notListed(entry.symbol) }
            if let fees = account.fees[entry.symbol] {
                rules.makerFee = fees.maker
                rules.takerFee = fees.taker
            }
            return rules
        }
    }

    private static func open(_ manifest: inout SessionManifest, _ gateway: any OrderGateway) async throws {
        let table = try SessionFactory.table(manifest)
        let balances = try await gateway.balances()
        let free = Dictionary(balances.map { ($0.asset, $0.free) }) { $0 + $1 }
        let owned = Dictionary(balances.map { ($0.asset, $0.free + $0.locked) }) { $0 + $1 }
        let currency = table.assets[Int(table.quotes[0].index)]
        let cash = Money(raw: free[currency] ?? 0)
        guard cash.raw > 0 else { throw LiveOpeningError.noCash(currency) }
        let contracts = manifest.instruments.filter { $0.kind == .linear }.map(\.symbol)
        if let held = try await gateway.positions(in: contracts).first(where: { $0.quantity.raw != 0 }) {
            throw LiveOpeningError.held(held.symbol, held.quantity)
        }
        manifest.cash = cash
        manifest.opening = SessionManifest.VenueOpening(
            balances: Dictionary(table.assets.map { ($0, DecimalText.format(owned[$0] ?? 0)) }) { $1 })
    }
}

/// Why an account cannot carry a session.
package enum LiveOpeningError: Error, Hashable, Sendable, CustomStringConvertible {
    case notListed(String)
    case noCash(String)
    case held(String, Quantity)

    package var description: String {
        switch self {
        case .notListed(let symbol): "the venue does not list \(symbol); check instruments[].symbol"
        case .noCash(let currency):
            "the account has no free \(currency) to trade with; deposit some, or cancel orders that reserve it"
        case .held(let symbol, let quantity):
            "the account already holds \(quantity) of the contract \(symbol), and a venue nets a session's trades with it; "
                + "close that position, or trade from a subaccount of its own"
        }
    }
}

extension AccountBelief {
    /// What the account of a session should hold, from what it held when the session began.
    package init(_ manifest: SessionManifest, tolerance: Int128) throws {
        let table = try SessionFactory.table(manifest)
        let balances = manifest.opening?.balances ?? [:]
        let currency = Int(table.quotes[0].index)
        self.init(
            assets: table.assets, baseline: try table.assets.map { try DecimalText.parse(balances[$0] ?? "0") },
            opening: table.assets.indices.map { $0 == currency ? manifest.cash.raw : 0 }, tolerance: tolerance)
    }
}
