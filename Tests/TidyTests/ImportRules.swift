/// Arrows point inwards: which module a target of a ring may import.
struct ImportRules {
    /// The ring of each target of this package.
    let rings: [String: String]
    /// Targets that only give a C library a module name.
    let systemLibraries: Set<String>

    static let collections: Set = [
        "BasicContainers", "BitCollections", "Collections", "ContainersPreview", "DequeModule", "HashTreeCollections",
        "HeapModule", "OrderedCollections",
    ]
    static let numerics: Set = ["ComplexModule", "IntegerUtilities", "Numerics", "RealModule"]
    /// Adapters that only carry bytes, which any adapter may use.
    static let shared: Set = ["SigmaTransport", "SigmaWire"]
    /// Core targets that decide; an adapter translates and must not know them.
    static let decisions: Set = ["SigmaEngine", "SigmaStrategies", "SigmaSimulation"]

    init(rings: [String: String], systemLibraries: Set<String> = []) {
        self.rings = rings
        self.systemLibraries = systemLibraries
    }

    /// The rules of a tree laid out as `Sources/<Ring>/<Target>`.
    init(_ files: [SourceFile], systemLibraries: Set<String> = []) {
        let pairs = files.filter { $0.isSource && $0.isSwift }.map { ($0.target, $0.ring) }
        self.init(rings: Dictionary(pairs) { first, _ in first }, systemLibraries: systemLibraries)
    }

    /// Why a target may not import a module; nil when it may.
    func refusal(of module: String, by target: String, in ring: String) -> String? {
        if module == target || module == "Swift" { return nil }
        let moduleRing = systemLibraries.contains(module) ? nil : rings[module]
        switch ring {
        case "Core":
            let isAllowed = moduleRing == "Core" || Self.collections.contains(module) || Self.numerics.contains(module)
            return isAllowed ? nil : "Core imports only the standard library, collections, numerics and Core"
        case "Ports":
            let isAllowed = ["Core", "Ports"].contains(moduleRing) || module == "Synchronization"
            return isAllowed ? nil : "Ports import only Core"
        case "Adapters":
            if Self.decisions.contains(module) { return "adapters translate; they do not know the engine" }
            let isAllowed = ["Core", "Ports", nil].contains(moduleRing) || Self.shared.contains(module)
            return isAllowed ? nil : "adapters do not know each other or the App ring"
        case "App":
            if target == "sigma" { return module == "SigmaCLI" ? nil : "the executable imports only SigmaCLI" }
            return module == "sigma" || module == "SigmaCLI" ? "only the executable imports SigmaCLI" : nil
        default:
            return "Sources has the rings Core, Ports, Adapters and App; \(ring) is none of them"
        }
    }

    func imports(_ file: SourceFile) -> [Violation] {
        guard file.isSource else { return [] }
        return file.importedModules.compactMap { module, line in
            refusal(of: module, by: file.target, in: file.ring)
                .map { file.violation(line, "\(file.target) imports \(module): \($0)") }
        }
    }

    /// Imports of own targets that the manifest does not declare: they build only by the order of compilation.
    func undeclared(_ file: SourceFile, manifest: Manifest) -> [Violation] {
        guard file.isSource, let declared = manifest.dependencies[file.target] else { return [] }
        return file.importedModules.filter { module, _ in
            rings[module] != nil && module != file.target && !declared.contains(module)
        }
        .map { file.violation($0.line, "\(file.target) imports \($0.module); declare it in Package.swift") }
    }

    /// Declared dependencies that the rings refuse, and targets declared in another ring than their folder.
    func declarations(_ manifest: Manifest) -> [Violation] {
        manifest.dependencies.sorted { $0.key < $1.key }.flatMap { target, modules in
            let ring = manifest.rings[target] ?? ""
            return modules.compactMap { refusal(of: $0, by: target, in: ring) }
                .map { Violation(path: "Package.swift", line: 1, message: "\(target): \($0)") }
        }
    }
}

extension SourceFile {
    /// The modules a Swift file imports, with the line of each.
    var importedModules: [(module: String, line: Int)] {
        let kinds: Set = ["class", "enum", "func", "let", "protocol", "struct", "typealias", "var"]
        return tokens.indices.filter { tokens[$0].kind == .word && tokens[$0].text == "import" }.compactMap { index in
            let rest = tokens[(index + 1)...].drop { kinds.contains($0.text) }
            return rest.first.map { ($0.text, $0.line) }
        }
    }
}
