internal import SigmaPorts

/// Reads keys from the layers, most important first: options, environment, file, defaults.
///
/// Nothing stops it: what is wrong is noted and the default stands in, so that every problem is found in one pass.
struct SettingReader {
    /// One element of a list.
    struct Element {
        /// Its path, such as `strategies[0]`.
        let path: String
        /// Its mapping.
        let node: SettingNode
    }

    private let file: SettingNode?
    private let environment: [String: String]
    private let options: [String: String]
    private let resolver: SecretResolver
    /// What is wrong so far.
    private(set) var problems: [ConfigurationProblem] = []
    /// The values read so far, as they may be shown.
    private(set) var settings: [EffectiveSetting] = []
    /// Passwords and other secrets that were read, for the log's redaction.
    private(set) var secrets: [String] = []
    private var places: [String: SettingPlace] = [:]
    private var failed: Set<String> = []

    init(
        file: SettingNode?, environment: [String: String], options: [String: String], secrets store: any SecretStore
    ) {
        self.file = file
        self.environment = environment
        self.options = options
        resolver = SecretResolver(environment: environment, store: store)
    }

    /// Whether a value was read without a problem, so that it is worth comparing with others.
    func isSound(_ path: String) -> Bool { !failed.contains(path) }

    /// Where a value comes from; the default when it was not given.
    func place(of path: String) -> SettingPlace { places[path] ?? .standard }

    /// Notes an error of one or more values at the first of them that somebody has given.
    mutating func refuse(_ paths: String..., problem: String, mend: String) {
        note(.error, paths, problem: problem, mend: mend)
    }

    /// Notes a warning of one or more values at the first of them that somebody has given.
    mutating func warn(_ paths: String..., problem: String, mend: String) {
        note(.warning, paths, problem: problem, mend: mend)
    }

    private mutating func note(
        _ severity: ConfigurationProblem.Severity, _ paths: [String], problem: String, mend: String
    ) {
        let path = paths.first { place(of: $0) != .standard } ?? paths.first ?? ""
        problems.append(
            ConfigurationProblem(severity: severity, place: place(of: path), key: path, problem: problem, mend: mend))
    }

    /// Marks a value as not worth comparing with others.
    mutating func spoil(_ path: String) { failed.insert(path) }

    /// Notes an error at a place.
    mutating func refuse(at place: SettingPlace, _ path: String, problem: String, mend: String) {
        problems.append(ConfigurationProblem(severity: .error, place: place, key: path, problem: problem, mend: mend))
        failed.insert(path)
    }

    /// Notes a warning at a place.
    mutating func warn(at place: SettingPlace, _ path: String, problem: String, mend: String) {
        problems.append(ConfigurationProblem(severity: .warning, place: place, key: path, problem: problem, mend: mend))
    }

    /// A key's value; the default where it is not given or wrong.
    ///
    /// - Precondition: the key has a default.
    mutating func value<Value>(_ key: Key<Value>) -> Value {
        guard let value = read(key, from: layered(key.declaration), path: key.declaration.path, owner: nil) else {
            preconditionFailure("\(key.declaration.path) has no default")
        }
        return value
    }

    /// A key of a list's element; nil where it is missing or wrong and has no default.
    mutating func value<Value>(_ key: Key<Value>, of element: Element) -> Value? {
        let name = key.declaration.name
        return read(key, from: element.node.entry(name)?.value, path: "\(element.path).\(name)", owner: element)
    }

    private mutating func read<Value>(
        _ key: Key<Value>, from node: SettingNode?, path: String, owner: Element?
    ) -> Value? {
        guard let node else {
            guard let standard = key.standard else {
                refuse(
                    at: owner?.node.place ?? .standard, path, problem: "is missing",
                    mend: "add \(key.declaration.name): \(key.declaration.domain)")
                return nil
            }
            settings.append(EffectiveSetting(path: path, text: key.declaration.standard ?? "", place: .standard))
            return standard
        }
        places[path] = node.place
        guard let text = scalar(node, key.form, path: path) else { return key.standard }
        do throws(FormError) {
            let resolved = key.declaration.isSecret ? try resolver.resolve(text) : text
            let value = try key.form.parse(resolved)
            let shown = key.declaration.isSecret ? noteSecret(text, resolved, node.place, key.declaration) : text
            settings.append(EffectiveSetting(path: path, text: shown, place: node.place))
            return value
        } catch {
            let shown = key.declaration.isSecret ? "" : "\(DisplayText.quoted(text)) "
            refuse(at: node.place, path, problem: shown + error.problem, mend: error.mend)
            return key.standard
        }
    }

    private mutating func scalar<Value>(_ node: SettingNode, _ form: Form<Value>, path: String) -> String? {
        switch node.content {
        case .scalar(let text): return text
        case .empty:
            if (try? form.parse(FormText.none)) != nil { return FormText.none }
            refuse(at: node.place, path, problem: "has no value", mend: "write \(form.domain), or remove the line")
        case .list, .map:
            refuse(
                at: node.place, path, problem: "is \(node.kindText), not a single value",
                mend: "it takes \(form.domain)")
        }
        return nil
    }

    /// Keeps what must never be shown, and returns what may be.
    private mutating func noteSecret(
        _ text: String, _ resolved: String, _ place: SettingPlace, _ key: ConfigurationKey
    ) -> String {
        if key.isWhollySecret { return noteWholeSecret(text, resolved, place, key.path) }
        secrets += SecretText.passwords(in: resolved)
        secrets += SecretText.references(in: text).compactMap { environment[$0] }
            .filter { !$0.contains("://") && !$0.hasPrefix("sqlite:") }
        if case .file = place, SecretText.hasLiteral(text) {
            warn(at: place, key.path, problem: "contains a password", mend: SecretText.mend)
        }
        return SecretText.isElsewhere(text) ? text : SecretText.masked(text)
    }

    /// The same for a value of which nothing may be shown.
    private mutating func noteWholeSecret(
        _ text: String, _ resolved: String, _ place: SettingPlace, _ path: String
    ) -> String {
        if text == FormText.none { return text }
        secrets.append(resolved)
        if SecretText.isElsewhere(text) || SecretText.isReference(text[...]) { return text }
        if case .file = place {
            warn(at: place, path, problem: "contains a secret", mend: SecretText.mend)
        }
        return SecretText.mask
    }

    private func layered(_ key: ConfigurationKey) -> SettingNode? {
        if let text = options[key.path] { return SettingNode(content: .scalar(text), place: .option(key.path)) }
        if let name = key.variable, let text = environment[name], !text.isEmpty {
            return SettingNode(content: .scalar(text), place: .environment(name))
        }
        let parts = key.path.split(separator: ".").map(String.init)
        return parts.count == 1 ? file?.entry(parts[0])?.value : file?.entry(parts[0])?.value.entry(parts[1])?.value
    }
}

extension SettingReader {
    /// The elements of a list section, unknown keys noted.
    mutating func elements(of section: ConfigurationSection) -> [Element] {
        guard let node = list(section) else {
            failed.insert(section.name)
            return []
        }
        places[section.name] = node.place
        settings.append(EffectiveSetting(path: section.name, text: "", place: node.place))
        guard case .list(let nodes) = node.content else {
            if case .empty = node.content { return [] }
            refuse(
                at: node.place, section.name, problem: "is \(node.kindText), not a list",
                mend: "write one element per line, each starting with '- '")
            return []
        }
        return nodes.enumerated().compactMap { index, node in
            let path = "\(section.name)[\(index)]"
            guard case .map = node.content else {
                refuse(
                    at: node.place, path, problem: "is \(node.kindText), not a mapping",
                    mend: "write its keys: \(section.keys.map(\.name).joined(separator: ", "))")
                failed.insert(section.name)
                return nil
            }
            noteUnknown(in: node, known: section.keys.map(\.name), prefix: path + ".")
            return Element(path: path, node: node)
        }
    }

    /// The names and values of a mapping inside an element, such as a strategy's parameters.
    mutating func map(_ key: ConfigurationKey, of element: Element) -> [(name: String, text: String, at: SettingPlace)]
    {
        let path = "\(element.path).\(key.name)"
        guard let node = element.node.entry(key.name)?.value else { return [] }
        places[path] = node.place
        guard case .map(let entries) = node.content else {
            if case .empty = node.content { return [] }
            refuse(at: node.place, path, problem: "is \(node.kindText), not a mapping", mend: "write \(key.domain)")
            return []
        }
        return entries.compactMap { entry in
            guard case .scalar(let text) = entry.value.content else {
                refuse(
                    at: entry.value.place, "\(path).\(entry.name)",
                    problem: "is \(entry.value.kindText), not a single value", mend: "write \(key.domain)")
                return nil
            }
            settings.append(EffectiveSetting(path: "\(path).\(entry.name)", text: text, place: entry.value.place))
            return (entry.name, text, entry.value.place)
        }
    }

    private mutating func list(_ section: ConfigurationSection) -> SettingNode? {
        if let name = section.variable, let text = environment[name], !text.isEmpty {
            do throws(ConfigurationFailure) {
                return try SettingNode.parse(text) { _, _ in .environment(name) }
            } catch {
                problems += error.problems
                return nil
            }
        }
        if let node = file?.entry(section.name)?.value { return node }
        guard case .list(let standard) = section.shape else { return nil }
        return try? SettingNode.parse(standard) { _, _ in .standard }
    }
}
