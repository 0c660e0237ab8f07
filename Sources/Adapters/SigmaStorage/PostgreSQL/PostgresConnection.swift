import CPostgres
import SigmaPorts

/// Statements within one transaction of PostgreSQL; prepared once per connection.
struct PostgresConnection: SQLConnection {
    private let link: PostgresLink
    /// So many statements are under way at once: their answers fit the socket's buffers while nobody reads them.
    private static let pipelineDepth = 256
    /// Prepared statements are dropped when there are more; the program's own are far fewer.
    private static let preparedMax = 512

    init(_ link: PostgresLink) { self.link = link }

    func query(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow] {
        try run(sql, values)?.rows() ?? []
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> Int {
        try run(sql, values)?.changes ?? 0
    }

    func scan(
        _ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        let parameters = try Self.parameters(values)
        let name = try prepare(sql)
        guard send(name, parameters), PQsetSingleRowMode(link.handle) == 1 else { throw link.lost() }
        var failure: StoreError?
        // Every answer is taken even after a failure, so that the connection can go on.
        while let result = try link.nextResult(by: link.deadline) {
            failure = failure ?? result.failure(link.settings)
            guard failure == nil else { continue }
            do throws(StoreError) {
                for row in try result.rows() { try body(row) }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func run(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> PostgresResult? {
        let parameters = try Self.parameters(values)
        let name = try prepare(sql)
        guard send(name, parameters) else { throw link.lost() }
        return try link.settle(by: link.deadline)
    }

    func execute(_ sql: String, batch: [[SQLValue]]) throws(StoreError) -> Int {
        guard batch.count != 1 else { return try execute(sql, batch[0]) }
        var rows: [CStrings] = []
        rows.reserveCapacity(batch.count)
        for values in batch { rows.append(try Self.parameters(values)) }
        let name = try prepare(sql)
        var changes = 0
        var start = 0
        while start < rows.count {
            let end = min(start + Self.pipelineDepth, rows.count)
            changes += try pipeline(name, rows[start..<end])
            start = end
        }
        return changes
    }

    /// Runs a statement for several rows with one round trip.
    ///
    /// Source: PostgreSQL 15 documentation, 34.5 "Pipeline Mode".
    private func pipeline(_ name: String, _ rows: ArraySlice<CStrings>) throws(StoreError) -> Int {
        guard PQenterPipelineMode(link.handle) == 1 else { throw link.lost() }
        for row in rows {
            guard send(name, row) else { throw link.lost() }
        }
        guard PQpipelineSync(link.handle) == 1 else { throw link.lost() }
        let deadline = link.deadline
        var failure: StoreError?
        var changes = 0
        var isSynchronised = false
        while !isSynchronised {
            let next = try link.nextResult(by: deadline)
            guard PQstatus(link.handle) == CONNECTION_OK else { throw link.lost() }
            // Nothing ends one statement's answers within a pipeline.
            guard let result = next else { continue }
            isSynchronised = result.status == PGRES_PIPELINE_SYNC
            failure = failure ?? result.failure(link.settings)
            if !isSynchronised { changes += result.changes }
        }
        guard PQexitPipelineMode(link.handle) == 1 else { throw link.lost() }
        if let failure { throw failure }
        return changes
    }

    private func send(_ name: String, _ parameters: CStrings) -> Bool {
        parameters.withPointers { values in
            PQsendQueryPrepared(link.handle, name, Int32(parameters.count), values, nil, nil, 0) == 1
        }
    }

    private func prepare(_ sql: String) throws(StoreError) -> String {
        if let name = link.prepared[sql] { return name }
        if link.prepared.count >= Self.preparedMax {
            try link.command("DEALLOCATE ALL")
            link.prepared.removeAll()
        }
        let name = "s\(link.prepared.count)"
        guard PQsendPrepare(link.handle, name, Self.numbered(sql), 0, nil) == 1 else { throw link.lost() }
        try link.settle(by: link.deadline)
        link.prepared[sql] = name
        return name
    }

    /// `?1` as PostgreSQL writes it: `$1`. Statements have no other question marks.
    static func numbered(_ sql: String) -> String { sql.replacing("?", with: "$") }

    private static func parameters(_ values: [SQLValue]) throws(StoreError) -> CStrings {
        var parameters = CStrings()
        for value in values {
            if let text = PostgresType.text(of: try value.checked()) {
                parameters.append(text)
            } else {
                parameters.appendNull()
            }
        }
        return parameters
    }
}
