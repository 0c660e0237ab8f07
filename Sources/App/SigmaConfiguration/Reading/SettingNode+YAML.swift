internal import Yams

extension SettingNode {
    /// The most bytes of a configuration, far above any real one.
    static let sizeLimit = 1 << 20
    /// The most values of a configuration; aliases of aliases make billions of a few lines.
    static let countLimit = 100_000

    /// The tree of a YAML text (JSON is YAML too); nil when the text holds nothing.
    ///
    /// - Parameter place: turns a line and column of the text into the place that people are told.
    static func parse(
        _ text: String, place: (Int, Int) -> SettingPlace
    ) throws(ConfigurationFailure) -> SettingNode? {
        do {
            // The schema knows what each value is; the usual resolver guesses by regular expressions, which load megabytes.
            let parser = try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8)
            var count = 0
            return try parser.singleRoot().map { try convert($0, &count, place: place) }
        } catch let failure as ConfigurationFailure {
            throw failure
        } catch let error as YamlError {
            throw failure(error, in: text, place: place)
        } catch {
            throw failure("cannot be read: \(error)", at: place(1, 1))
        }
    }

    private static func convert(
        _ node: Node, _ count: inout Int, place: (Int, Int) -> SettingPlace
    ) throws -> SettingNode {
        let here = place(node.mark?.line ?? 1, node.mark?.column ?? 1)
        count += 1
        guard count <= countLimit else { throw failure("has more than \(countLimit) values", at: here) }
        switch node {
        case .scalar(let scalar):
            let isEmpty = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return SettingNode(content: isEmpty ? .empty : .scalar(scalar.string), place: here)
        case .sequence(let sequence):
            return SettingNode(content: .list(try sequence.map { try convert($0, &count, place: place) }), place: here)
        case .mapping(let mapping):
            let entries = try mapping.map { key, value in
                let mark = key.mark
                let keyPlace = place(mark?.line ?? 1, mark?.column ?? 1)
                guard let name = key.scalar?.string else {
                    throw failure("has a key that is no plain name", at: keyPlace)
                }
                return Entry(name: name, place: keyPlace, value: try convert(value, &count, place: place))
            }
            return SettingNode(content: .map(entries), place: here)
        case .alias: throw failure("uses an alias, which configurations do not need", at: here)
        }
    }

    private static func failure(
        _ error: YamlError, in text: String, place: (Int, Int) -> SettingPlace
    ) -> ConfigurationFailure {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return failure("is not YAML: \(problem)", at: place(mark.line, mark.column))
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let line = before.split(separator: "\n", omittingEmptySubsequences: false)
            return failure("is not YAML: \(problem)", at: place(max(1, line.count), (line.last?.count ?? 0) + 1))
        case .duplicatedKeysInMapping(let names, let context):
            let list = names.map(DisplayText.quoted).joined(separator: ", ")
            return ConfigurationFailure(problems: [
                ConfigurationProblem(
                    severity: .error, place: place(context.mark.line, context.mark.column), key: "",
                    problem: "gives \(list) more than once", mend: "keep one of them")
            ])
        default: return failure("is not YAML: \(error)", at: place(1, 1))
        }
    }

    private static func failure(_ problem: String, at place: SettingPlace) -> ConfigurationFailure {
        ConfigurationFailure(problems: [
            ConfigurationProblem(
                severity: .error, place: place, key: "", problem: problem,
                mend: "indent with spaces, write 'key: value', and quote texts with : or #")
        ])
    }
}

/// Texts of strangers in messages: short, on one line, without control characters.
enum DisplayText {
    /// The text in quotation marks.
    static func quoted(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(60) {
            let isPlain =
                !(scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format)
                && scalar.value != 0x2028 && scalar.value != 0x2029
            shown += isPlain ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        return "'\(shown)\(text.unicodeScalars.count > 60 ? "…" : "")'"
    }
}
