/// What other targets can call says what it does.
enum DocumentationRules {
    static let summaryCap = 150

    /// Members whose meaning the standard library's protocols already give.
    static let witnesses: Set = [
        "debugDescription", "description", "encode", "endIndex", "hash", "index", "makeIterator", "next", "rawValue",
        "startIndex",
    ]

    /// Attributes of command-line options, whose help text says what they do.
    static let options: Set = ["@Argument", "@Flag", "@Option", "@OptionGroup"]

    /// The members of our own exported protocols, which are documented there and not again at each witness.
    static func requirements(_ files: [SourceFile]) -> Set<String> {
        Set(files.filter(\.isSource).flatMap(\.declarations).filter(\.isRequirement).map(\.name))
    }

    /// Exported declarations without a `///` comment directly above.
    ///
    /// Exempt are operators, ``witnesses``, ``options``, members named like one of `requirements`, and initialisers
    /// that only fill properties of the same names.
    static func missing(_ file: SourceFile, requirements: Set<String> = []) -> [Violation] {
        guard file.isSource, !file.isGenerated else { return [] }
        return file.declarations.filter { declaration in
            declaration.isExported && declaration.keyword != "extension" && !declaration.hasOperatorName
                && !declaration.isMemberwise && !witnesses.contains(declaration.name)
                && (declaration.isRequirement || declaration.isType || !requirements.contains(declaration.name))
                && options.isDisjoint(with: declaration.attributes)
                && file.documentation[declaration.line - 1] == nil
        }
        .map { file.violation($0.line, "\($0.keyword) \($0.name) has no doc comment; add one line of ///") }
    }

    /// First sentences too long to read in a list.
    static func longSummaries(_ file: SourceFile) -> [Violation] {
        guard file.isSource else { return [] }
        let firstLines = file.documentation.keys.filter { file.documentation[$0 - 1] == nil }.sorted()
        return firstLines.compactMap { line in
            let length = summary(file, at: line).count
            guard length > summaryCap else { return nil }
            return file.violation(line, "a summary of \(length) characters, above \(summaryCap); move detail below it")
        }
    }

    private static func summary(_ file: SourceFile, at first: Int) -> String {
        var words = ""
        var line = first
        while let text = file.documentation[line], !text.isEmpty, !text.hasPrefix("- "), !text.hasPrefix("|") {
            words += words.isEmpty ? text : " " + text
            line += 1
        }
        guard let end = words.firstRange(of: ". ") else { return words }
        return String(words[..<end.lowerBound]) + "."
    }
}
