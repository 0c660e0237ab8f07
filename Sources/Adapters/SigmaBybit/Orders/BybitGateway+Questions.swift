internal import SigmaModel
package import SigmaPorts
internal import SigmaWire

extension BybitGateway {
    /// Orders and executions on one page.
    private static let orderPage = 50
    private static let fillPage = 100
    /// Pages that are asked for at most.
    private static let pageLimit = 100

    package func find(_ handle: OrderHandle) async throws(GatewayError) -> OrderReport? {
        let category = BybitCategory(handle.kind)
        // Working orders first, then those that ended lately, then the archive: what ended leaves the first two when
        // the venue's service starts anew, and reaches the last one late.
        for (call, only) in [(BybitCall.openOrders, nil), (.openOrders, "1"), (.orderHistory, nil)] {
            var query = WireMembers()
            query.add("category", category.rawValue)
            query.add("symbol", handle.symbol)
            BybitOrderBody.name(handle, in: &query)
            if let only { query.add("openOnly", only) }
            let (reports, _) = try await orders(call, query, category)
            let found = reports.first { report in
                handle.venueID.map { $0 == report.venueID } ?? (report.clientID == handle.clientID)
            }
            if let found { return found }
        }
        return nil
    }

    package func openOrders(in symbols: [String]) async throws(GatewayError) -> [OrderReport] {
        var reports: [OrderReport] = []
        for kind in kinds {
            for symbol in symbols {
                var query = WireMembers()
                query.add("category", BybitCategory(kind).rawValue)
                query.add("symbol", symbol)
                query.add("openOnly", "0")
                query.add("limit", "\(Self.orderPage)")
                reports += try await all(.openOrders, query, BybitCategory(kind)).filter { !$0.status.isTerminal }
            }
        }
        return reports
    }

    package func fills(of handle: OrderHandle) async throws(GatewayError) -> [FillReport] {
        let category = BybitCategory(handle.kind)
        var query = WireMembers()
        query.add("category", category.rawValue)
        query.add("symbol", handle.symbol)
        BybitOrderBody.name(handle, in: &query)
        query.add("limit", "\(Self.fillPage)")
        var reports: [FillReport] = []
        var cursor = ""
        for _ in 0..<Self.pageLimit {
            let page = try await read(.executions, query, cursor: cursor) { result, reading throws(WireError) in
                try Self.page(result, reading) { list, reading throws(WireError) in
                    try BybitAnswers.fills(list, category, reading)
                }
            }
            reports += page.items
            guard !page.next.isEmpty, page.next != cursor else { break }
            cursor = page.next
        }
        let own = reports.filter { fill in
            handle.venueID.map { $0 == fill.venueID } ?? (fill.clientID == handle.clientID)
        }
        // Newest first as they came; of one instant, too.
        return own.reversed().enumerated().sorted { first, second in
            (first.element.time, first.offset) < (second.element.time, second.offset)
        }.map(\.element)
    }

    package func balances() async throws(GatewayError) -> [BalanceReport] {
        var query = WireMembers()
        query.add("accountType", "UNIFIED")
        let list = try await read(.wallet, query) { result, reading throws(WireError) in
            try Self.page(result, reading) { list, reading throws(WireError) in
                try BybitAnswers.balances(list, reading)
            }
        }.items
        return list.filter { $0.free != 0 || $0.locked != 0 }
    }

    package func positions(in contracts: [String]) async throws(GatewayError) -> [PositionReport] {
        var reports: [PositionReport] = []
        for symbol in contracts {
            var query = WireMembers()
            query.add("category", BybitCategory.linear.rawValue)
            query.add("symbol", symbol)
            reports += try await read(.positions, query) { result, reading throws(WireError) in
                try Self.page(result, reading) { list, reading throws(WireError) in
                    try BybitAnswers.positions(list, reading)
                }
            }.items
        }
        return reports
    }

    private func all(
        _ call: BybitCall, _ query: WireMembers, _ category: BybitCategory
    ) async throws(GatewayError) -> [OrderReport] {
        var reports: [OrderReport] = []
        var cursor = ""
        for _ in 0..<Self.pageLimit {
            let page = try await orders(call, query, category, cursor: cursor)
            reports += page.items
            guard !page.next.isEmpty, page.next != cursor else { break }
            cursor = page.next
        }
        return reports
    }

    private func orders(
        _ call: BybitCall, _ query: WireMembers, _ category: BybitCategory, cursor: String = ""
    ) async throws(GatewayError) -> (items: [OrderReport], next: String) {
        try await read(call, query, cursor: cursor) { result, reading throws(WireError) in
            try Self.page(result, reading) { list, reading throws(WireError) in
                try BybitAnswers.orders(list, category, reading)
            }
        }
    }

    /// Asks a question and reads its result.
    func read<Value: Sendable>(
        _ call: BybitCall, _ query: WireMembers, cursor: String = "",
        _ take: (JSONValue, JSONCursor) throws(WireError) -> Value
    ) async throws(GatewayError) -> Value {
        let answer = try await rest.get(call, query, cursor: cursor)
        do throws(BybitFailure) { return try answer.result(take) } catch { throw rest.error(error) }
    }

    private enum Field: Int {
        case list, next
    }

    private static let names = JSONNames([
        ("list", Field.list.rawValue), ("nextPageCursor", Field.next.rawValue),
    ])

    /// Reads a page: its items, and where the next one begins; empty for the last.
    static func page<Item>(
        _ result: JSONValue, _ cursor: JSONCursor,
        _ take: (JSONValue, JSONCursor) throws(WireError) -> [Item]
    ) throws(WireError) -> (items: [Item], next: String) {
        let members = try cursor.members(of: result, "result", names)
        return (
            try take(members[Field.list], cursor),
            try cursor.optionalString(members[Field.next], "nextPageCursor") ?? ""
        )
    }
}
