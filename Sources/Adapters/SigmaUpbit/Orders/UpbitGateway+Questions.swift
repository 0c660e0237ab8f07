internal import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

extension UpbitGateway {
    /// The most orders of one page, and of one question by name.
    private static let pageLimit = 100
    /// The most pages of working orders that are read.
    private static let pagesLimit = 100

    package func find(_ handle: OrderHandle) async throws(GatewayError) -> OrderReport? {
        try await answer(about: handle)?.order.report
    }

    package func fills(of handle: OrderHandle) async throws(GatewayError) -> [FillReport] {
        guard let answer = try await answer(about: handle) else {
            throw GatewayError(
                .invalid, at: venue, "Upbit has no order \(handle.clientID), so no executions of it",
                mend: "look the order up before its executions")
        }
        return answer.fills
    }

    /// Those of some orders that Upbit knows, by the session's names of them; at most a hundred names a request.
    package func find(identifiers: [String]) async throws(GatewayError) -> [OrderReport] {
        var reports: [OrderReport] = []
        var rest = identifiers[...]
        while !rest.isEmpty {
            var parameters = WireMembers()
            for identifier in rest.prefix(Self.pageLimit) { parameters.add("identifiers[]", identifier) }
            rest = rest.dropFirst(Self.pageLimit)
            reports += try await orders(.account("/orders/uuids", parameters)).map(\.order.report)
        }
        return reports
    }

    package func openOrders(in symbols: [String]) async throws(GatewayError) -> [OrderReport] {
        var reports: [OrderReport] = []
        for symbol in symbols { reports += try await openOrders(of: symbol) }
        return reports
    }

    package func balances() async throws(GatewayError) -> [BalanceReport] {
        do {
            return try await rest.read(.account("/accounts")) { (answer) throws(WireError) in
                try UpbitAccounts.read(answer: answer.body)
            }
        } catch { throw UpbitErrors.error(error) }
    }

    package func account(of symbols: [String]) async throws(GatewayError) -> AccountFacts {
        var facts = AccountFacts()
        do {
            for symbol in symbols {
                let chance = try await rest.chance(of: symbol)
                facts.fees[symbol] = AccountFacts.Fees(maker: chance.makerFee, taker: chance.takerFee)
            }
            // Upbit tells a key's permissions by refusing only.
            if let symbol = symbols.first { facts.canTrade = try await mayTrade(symbol) }
            if symbols.isEmpty { _ = try await balances() }
            facts.canRead = true
        } catch let error as UpbitFailure { throw UpbitErrors.error(error) } catch let error as GatewayError {
            throw error
        } catch { throw GatewayError(.unreadable, at: venue, "\(error)", mend: "report it") }
        facts.keyExpires = await keyExpiry()
        return facts
    }

    /// Whether the key may place orders, by one that Upbit checks and does not take; nil where it does not say.
    private func mayTrade(_ symbol: String) async throws(UpbitFailure) -> Bool? {
        let request = UpbitRequest(
            method: .post, path: "/orders/test",
            parameters: ["market": symbol, "side": "bid", "ord_type": "price", "price": "5000"],
            group: UpbitLimits.orderTests, isPrivate: true)
        do {
            _ = try await rest.send(request)
            return true
        } catch {
            switch error {
            case .refused(_, let refusal) where refusal.name == "out_of_scope": return false
            case .refused(let status, let refusal):
                // What is wrong with the order alone is found after the key was found right.
                return UpbitErrors.meaning(of: refusal, status: status).kind == .invalid && status != 404 ? true : nil
            case .foreign, .unreadable: return nil
            case .transport, .budget, .noKey, .limited: throw error
            }
        }
    }

    /// An order with its executions; nil where Upbit says that it has none of the name.
    func answer(about handle: OrderHandle) async throws(GatewayError) -> UpbitOrderAnswer? {
        do {
            return try await rest.read(.account("/order", UpbitGateway.name(handle))) { (answer) throws(WireError) in
                try UpbitOrderAnswer.read(answer.body, named: handle.clientID)
            }
        } catch {
            if case .refused(let status, let refusal) = error, status < 500,
                UpbitErrors.meaning(of: refusal, status: status).reason == .unknownOrder
            {
                return nil
            }
            throw UpbitErrors.error(error)
        }
    }

    /// The working orders of a market, page by page from the oldest.
    ///
    /// While pages are read, an order that ends moves later ones forward, over the edge of a page: with more than one page
    /// all are read twice, and whoever was seen once counts.
    private func openOrders(of symbol: String) async throws(GatewayError) -> [OrderReport] {
        var found: [String: OrderReport] = [:]
        for pass in 0..<2 {
            var page = 1
            while page <= Self.pagesLimit {
                let orders = try await orders(.account("/orders/open", Self.openOrders(symbol, page: page)))
                for order in orders { found[order.order.uuid] = order.order.report }
                if orders.count < Self.pageLimit { break }
                page += 1
            }
            if pass == 0, page == 1 { break }
        }
        return found.values.sorted { ($0.time, $0.venueID) < ($1.time, $1.venueID) }
    }

    private static func openOrders(_ symbol: String, page: Int) -> WireMembers {
        [
            "market": symbol, "states[]": "wait", "states[]": "watch", "page": "\(page)", "limit": "\(pageLimit)",
            "order_by": "asc",
        ]
    }

    private func orders(_ request: UpbitRequest) async throws(GatewayError) -> [UpbitOrderAnswer] {
        do {
            return try await rest.read(request) { (answer) throws(WireError) in
                try UpbitOrderAnswer.readList(answer.body)
            }
        } catch { throw UpbitErrors.error(error) }
    }

    /// When the key ends, from the list of the account's keys; nil where Upbit does not say.
    private func keyExpiry() async -> Timestamp? {
        guard let key = rest.settings.key else { return nil }
        return try? await rest.read(.account("/api_keys")) { (answer) throws(WireError) in
            try UpbitKeyAnswer.expiry(of: key.id, answer.body)
        }
    }
}
