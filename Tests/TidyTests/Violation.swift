/// One breach of a house rule, with the mend.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

extension SourceFile {
    func violation(_ line: Int, _ message: String) -> Violation { Violation(path: path, line: line, message: message) }
}
