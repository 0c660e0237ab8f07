/// Files that may break one rule, each with the reason. An allowance that nothing needs fails the tests.
enum Allowances {
    /// Files with unchecked code and why it is sound.
    static let unsafeCode: [String: String] = [:]

    /// Event-path files with an existential and why it costs nothing per event.
    static let existentials: [String: String] = [:]

    /// The violations outside the allowed files, and the allowances that nothing needs.
    static func apply(_ allowed: [String: String], to violations: [Violation]) -> [Violation] {
        let unused = allowed.keys.filter { path in !violations.contains { $0.path == path } }.sorted()
        return violations.filter { allowed[$0.path] == nil }
            + unused.map { Violation(path: $0, line: 1, message: "has an allowance it does not need; remove it") }
    }
}
