/// Why an administrative request is not carried out.
struct AdminProblem: Error, CustomStringConvertible {
    let status: Int
    let description: String

    init(_ description: String, status: Int = 400) {
        self.status = status
        self.description = description
    }

    /// A member that is missing or wrong.
    static func field(_ name: String, _ form: String) -> AdminProblem {
        AdminProblem("'\(name)' is missing or not right; it takes \(form)")
    }
}
