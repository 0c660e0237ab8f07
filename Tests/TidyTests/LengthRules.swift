/// Caps on the length of files, functions and lines.
enum LengthRules {
    static let fileWarning = 250
    static let fileCap = 400
    static let generatedFileCap = 600
    static let functionWarning = 50
    static let functionCap = 70
    static let columns = 120

    static func files(_ file: SourceFile) -> [Violation] {
        let cap = file.isGenerated ? generatedFileCap : fileCap
        guard file.isCode, file.lineCount > cap else { return [] }
        return [file.violation(1, "\(file.lineCount) lines, above the cap of \(cap); split it by concern")]
    }

    static func longFiles(_ file: SourceFile) -> [Violation] {
        guard file.isCode, !file.isGenerated, file.lineCount > fileWarning else { return [] }
        return [file.violation(1, "\(file.lineCount) lines, above the aim of \(fileWarning)")]
    }

    static func functions(_ file: SourceFile) -> [Violation] { functions(file, longerThan: functionCap) }

    static func functions(_ file: SourceFile, longerThan cap: Int) -> [Violation] {
        file.declarations.filter { !$0.isType && $0.lineCount > cap }.map { declaration in
            let name = declaration.name.isEmpty ? declaration.keyword : declaration.name
            return file.violation(
                declaration.keywordLine, "\(name) has \(declaration.lineCount) lines, above \(cap); extract its parts")
        }
    }

    /// Swift lines are the formatter's business; scripts have only this rule.
    static func scriptColumns(_ file: SourceFile) -> [Violation] {
        guard file.isCode, !file.isSwift else { return [] }
        return file.lines.enumerated().filter { $0.element.count > columns }
            .map { file.violation($0.offset + 1, "\($0.element.count) columns, above \(columns); break the line") }
    }
}
