internal import SigmaModel
package import SigmaPorts

/// What a session believes of its account, to be compared with what the venue says.
package struct AccountBelief: Sendable {
    /// The names of the ledger's assets.
    package var assets: [String]
    /// What the account held of each when the session began, its own and everybody else's.
    package var baseline: [Int128]
    /// What the session began with of each.
    package var opening: [Int128]
    /// The most by which an amount may differ, in units of 10⁻⁸ of the asset.
    package var tolerance: Int128

    package init(assets: [String], baseline: [Int128], opening: [Int128], tolerance: Int128) {
        self.assets = assets
        self.baseline = baseline
        self.opening = opening
        self.tolerance = tolerance
    }

    /// In which assets the venue has other amounts than it should, in words; empty where none.
    package func differences(owned: [Int128], at venue: [BalanceReport]) -> [String] {
        let held = Dictionary(venue.map { ($0.asset, $0.free + $0.locked) }) { $0 + $1 }
        var found: [String] = []
        for index in assets.indices {
            let expected = baseline[index] + owned[index] - opening[index]
            let actual = held[assets[index]] ?? 0
            guard (actual - expected).magnitude > tolerance.magnitude else { continue }
            found.append(
                "the account has \(DecimalText.format(actual)) \(assets[index]), and should have "
                    + "\(DecimalText.format(expected))")
        }
        return found
    }
}

/// What the engine's own books say, and after how many executions.
package struct BookedAccount: Sendable {
    /// What the session owns, by asset.
    package var owned: [Int128]
    /// How many executions it has booked.
    package var fills: UInt64

    package init(owned: [Int128], fills: UInt64) {
        self.owned = owned
        self.fills = fills
    }
}

extension OrderExecutor {
    /// Compares orders, executions and balances with the venue, once.
    ///
    /// Orders that the session believes open and the venue does not list are looked up; executions that were not heard are
    /// fetched and told; orders of others are shown and left alone. Balances are compared only while nothing is under
    /// way, since a balance says nothing about which executions it already holds.
    ///
    /// - Parameters:
    ///   - symbols: what the session trades.
    ///   - belief: what the account should hold; nil to compare orders only.
    ///   - booked: the engine's books, read when it is asked.
    package func reconcile(
        _ symbols: [String], belief: AccountBelief?, booked: @Sendable () -> BookedAccount
    ) async throws(GatewayError) {
        let expected = Set(table.open)
        let open = try await gateway.openOrders(in: symbols)
        var external: [OrderReport] = []
        var seen: Set<OrderID> = []
        for report in open {
            if let order = table.order(clientID: report.clientID, venueID: report.venueID) {
                seen.insert(order)
                perform(table.heard(report))
            } else if table.names.isOwn(report.clientID) {
                refuseOrphan(report)
            } else {
                external.append(report)
            }
        }
        say(.external(external))
        for order in expected.subtracting(seen).sorted() { ask(order) }
        guard await settles(), let belief else { return }
        try await compare(belief, booked: booked)
    }

    /// An order under one of the session's names that its journal does not have: the machine died between the two.
    private func refuseOrphan(_ report: OrderReport) {
        say(.halt("order \(report.clientID) works at the venue and is not in the journal; it is being cancelled"))
        guard let order = table.names.order(report.clientID) else { return }
        let kind = table.instruments.first { $0.symbol == report.symbol }?.kind ?? .spot
        let handle = OrderHandle(
            clientID: report.clientID, venueID: report.venueID, symbol: report.symbol, kind: kind)
        perform([.cancel(order, handle)])
    }

    private func ask(_ order: OrderID) {
        guard let handle = table.handle(of: order) else { return }
        perform([.lookUp(order, handle, after: .zero)])
    }

    /// Whether everything that was under way has come to rest within a while.
    private func settles() async -> Bool {
        let end = clock.monotonic + TimeSpan(seconds: 5)
        while !isIdle {
            guard clock.monotonic < end, (try? await clock.sleep(until: clock.now + Self.glance)) != nil else {
                return false
            }
        }
        return true
    }

    /// Compares balances, several times where they differ: a venue's balances may come later than its executions.
    private func compare(
        _ belief: AccountBelief, booked: @Sendable () -> BookedAccount
    ) async throws(GatewayError) {
        var misses = 0
        for _ in 0..<Self.tries {
            let before = table.fillCount
            let balances = try await gateway.balances() + contracts()
            let books = booked()
            // A balance says nothing about the executions that are still on their way to the books.
            let isSettled =
                isIdle && table.fillCount == before && books.fills == startFills + before
                && books.owned.count == belief.assets.count
            let differences = isSettled ? belief.differences(owned: books.owned, at: balances) : []
            if isSettled, differences.isEmpty { return say(.reconciled) }
            if isSettled { misses += 1 }
            if misses == Self.missesNeeded { return say(.halt(Self.explanation(differences))) }
            let wait = isSettled ? Self.patience : Self.glance
            guard (try? await clock.sleep(until: clock.now + wait)) != nil else { return }
        }
    }

    /// The account's positions in the session's contracts, each as a balance of the asset that a contract is, and as what
    /// it cost.
    ///
    /// The session's books pay for a contract as for a coin. A venue's wallet changes only when profit is realised: what
    /// open contracts cost is still in it, and is taken off here. Both sides then agree in whatever order the executions
    /// became known.
    private func contracts() async throws(GatewayError) -> [BalanceReport] {
        let contracts = table.instruments.filter { $0.kind == .linear }
        guard !contracts.isEmpty else { return [] }
        let positions = try await gateway.positions(in: contracts.map(\.symbol))
        return contracts.flatMap { contract in
            positions.filter { $0.symbol == contract.symbol }.flatMap { position in
                [
                    BalanceReport(asset: contract.assetName, free: position.quantity.raw, locked: 0),
                    BalanceReport(asset: contract.quote, free: -position.cost.raw, locked: 0),
                ]
            }
        }
    }

    private static func explanation(_ differences: [String]) -> String {
        differences.joined(separator: "; ")
            + ". A deposit, a withdrawal, a contract's funding or a trade outside the session does that: tell the session "
            + "by `sigma control transfer`, or move it back, then `sigma control resume`"
    }

    private static var glance: TimeSpan { TimeSpan(milliseconds: 20) }
    private static var patience: TimeSpan { TimeSpan(seconds: 1) }
    private static var tries: Int { 50 }
    private static var missesNeeded: Int { 3 }
}
