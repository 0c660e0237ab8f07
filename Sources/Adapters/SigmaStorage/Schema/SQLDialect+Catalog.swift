import SigmaPorts

extension SQLDialect {
    /// Lists the tables of the store's schema by name.
    var tablesQuery: String {
        switch self {
        case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        case .postgresql:
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        }
    }
}
