/// Words and constructs that may not appear.
enum WordRules {
    /// Put together from halves, so that this file obeys its own rule.
    static let bannedWords = ["TO" + "DO", "FIX" + "ME"]
    static let bannedInSwift = ["XX" + "X"]
    static let bannedPaths = ["/wor" + "k/"]

    /// Unfinished work is finished or filed elsewhere; the tree names no machine it was written on.
    static func unfinished(_ file: SourceFile) -> [Violation] {
        let words = bannedWords + (file.isSwift ? bannedInSwift : [])
        return file.lines.enumerated().flatMap { offset, line in
            let pieces = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            let found =
                words.filter { word in pieces.contains { $0 == word } } + bannedPaths.filter { line.contains($0) }
            return found.map { file.violation(offset + 1, "contains \($0); finish or remove it") }
        }
    }

    /// Forced casts, forced tries and unconditional traps in shipped code.
    static func forced(_ file: SourceFile) -> [Violation] {
        guard !file.isTest else { return [] }
        return zip(file.tokens, file.tokens.dropFirst()).compactMap { token, next in
            switch (token.kind, token.text, next.text) {
            case (.word, "try", "!"), (.word, "as", "!"):
                file.violation(token.line, "\(token.text)! hides an error; handle or throw it")
            case (.word, "fatalError", "("):
                file.violation(token.line, "fatalError; use precondition for a caller's mistake, else throw")
            default: nil
            }
        }
    }

    /// Tests that wait on the machine's clock are slow and still race; a clock of the test's own may be slept on.
    static func sleeping(_ file: SourceFile) -> [Violation] {
        guard file.isTest else { return [] }
        return file.tokens.indices.dropLast().compactMap { index in
            let token = file.tokens[index]
            guard token.kind == .word, ["sleep", "usleep", "nanosleep"].contains(token.text),
                file.tokens[index + 1].text == "(", index == 0 || file.tokens[index - 1].text != "func"
            else { return nil }
            if file.tokens[..<index].suffix(2).map(\.text) == ["clock", "."] { return nil }
            return file.violation(token.line, "a test must not sleep; wait for the condition, or on a manual clock")
        }
    }

    /// Targets that every event passes through.
    static let eventPath: Set = ["SigmaModel", "SigmaIndicators", "SigmaEngine", "SigmaStrategies", "SigmaSimulation"]

    /// Existentials in the event path: each costs an indirection and often an allocation per event.
    static func existentials(_ file: SourceFile) -> [Violation] {
        guard file.isSource, eventPath.contains(file.target) else { return [] }
        return file.tokens.filter { $0.kind == .word && ["any", "Any"].contains($0.text) }
            .map {
                file.violation($0.line, "\($0.text) in the event path; use an enum or a generic, or add an allowance")
            }
    }

    /// Code whose safety the compiler does not check.
    static func unsafeCode(_ file: SourceFile) -> [Violation] {
        guard file.isSource else { return [] }
        return file.tokens.filter { token in
            guard token.kind == .word else { return false }
            let name = token.text
            return name.contains("Unsafe") || name.hasPrefix("unsafe") || name.hasPrefix("_unsafe")
                || ["Unmanaged", "OpaquePointer", "@unchecked"].contains(name)
        }
        .map { file.violation($0.line, "\($0.text); stay with checked code, or add an allowance with its proof") }
    }
}
