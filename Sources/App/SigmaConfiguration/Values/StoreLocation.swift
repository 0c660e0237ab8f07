/// Where orders, signals and results are kept.
package enum StoreLocation: Hashable, Sendable {
    /// A SQLite file; a relative path lies in the data directory.
    case sqlite(path: String)
    /// A PostgreSQL database.
    case postgresql(ServiceURL)
}

extension Form where Value == StoreLocation {
    /// `sqlite:PATH` or a PostgreSQL URL.
    static var store: Form {
        let schemes = ["postgresql", "postgres"]
        return Form("sqlite:PATH, postgresql://…") { text throws(FormError) in
            guard text.hasPrefix("sqlite:") else {
                return .postgresql(
                    try ServiceURL(
                        text, schemes: schemes, example: "sqlite:sigma.db or postgresql://sigma@db.example/sigma"))
            }
            return .sqlite(path: try Form<String>.path.parse(String(text.dropFirst(7))))
        }
    }
}
