internal import SigmaModel

extension SettingReader {
    /// Notes what the file, the environment and the options name that does not exist.
    ///
    mutating func noteUnknownNames(in file: SettingNode?, environment: [String: String], options: [String: String]) {
        if let file { noteUnknownKeys(in: file) }
        noteUnknownVariables(in: environment, referred: references(in: file))
        let known = ConfigurationSchema.keys.filter { $0.variable != nil }.map(\.path)
        for name in options.keys.sorted() where !known.contains(name) {
            let nearest = NearestName.of(name, in: known).map { "did you mean \($0)? " } ?? ""
            refuse(
                at: .option(name), "", problem: "there is no key \(DisplayText.quoted(name))",
                mend: "\(nearest)sigma config init --path - prints every key")
        }
    }

    private mutating func noteUnknownKeys(in file: SettingNode) {
        guard case .map(let entries) = file.content else {
            refuse(at: file.place, "", problem: "is \(file.kindText), not a mapping", mend: "write 'key: value' lines")
            return
        }
        let sections = ConfigurationSchema.sections
        let top = sections.filter { $0.name.isEmpty }.flatMap(\.keys).map(\.name)
        noteUnknown(in: file, known: top + sections.map(\.name).filter { !$0.isEmpty }, prefix: "")
        for entry in entries {
            guard let section = sections.first(where: { $0.name == entry.name }), !section.isList else { continue }
            switch entry.value.content {
            case .map: noteUnknown(in: entry.value, known: section.keys.map(\.name), prefix: "\(section.name).")
            case .empty: break
            case .scalar, .list:
                refuse(
                    at: entry.value.place, section.name, problem: "is \(entry.value.kindText), not a mapping",
                    mend: "write its keys below it, indented: \(section.keys.map(\.name).joined(separator: ", "))")
            }
        }
    }

    /// Notes the keys of a mapping that are none of the known ones.
    mutating func noteUnknown(in node: SettingNode, known: [String], prefix: String) {
        guard case .map(let entries) = node.content else { return }
        for entry in entries where !known.contains(entry.name) {
            let elsewhere = ConfigurationSchema.keys.first { $0.name == entry.name && $0.path != $0.name }?.path
            let proposal = NearestName.of(entry.name, in: known).map { prefix + $0 } ?? elsewhere
            refuse(
                at: entry.place, "", problem: "there is no key \(DisplayText.quoted(prefix + entry.name))",
                mend: proposal.map { "did you mean \($0)?" } ?? "known here are \(known.joined(separator: ", "))")
        }
    }

    /// A variable that looks like one of ours and is none is a slip when it is near to one, and chance otherwise.
    private mutating func noteUnknownVariables(in environment: [String: String], referred: Set<String>) {
        let known = ConfigurationSchema.variables
        for name in environment.keys.sorted() where name.hasPrefix("SIGMA_") {
            guard !known.contains(name), !ConfigurationLoader.otherVariables.contains(name), !referred.contains(name)
            else { continue }
            if let nearest = NearestName.of(name, in: known) {
                refuse(at: .environment(name), "", problem: "sets nothing", mend: "did you mean \(nearest)?")
            } else {
                warn(
                    at: .environment(name), "", problem: "sets nothing",
                    mend: "remove it, or compare with sigma config show")
            }
        }
    }

    private func references(in node: SettingNode?) -> Set<String> {
        switch node?.content {
        case .scalar(let text): Set(SecretText.references(in: text))
        case .list(let nodes): nodes.reduce(into: []) { $0.formUnion(references(in: $1)) }
        case .map(let entries): entries.reduce(into: []) { $0.formUnion(references(in: $1.value)) }
        case .empty, nil: []
        }
    }
}
