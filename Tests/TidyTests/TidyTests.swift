import Foundation
import Testing

/// The house rules over the whole repository.
@Suite("Tidy")
struct TidyTests {
    private static let rules = ImportRules(Repository.files, systemLibraries: systemLibraries)

    private static let systemLibraries = Set(
        FileManager.default.enumerator(at: Repository.root.appending(path: "Sources"), includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.lastPathComponent == "module.modulemap" }
            .map { $0.deletingLastPathComponent().lastPathComponent } ?? [])

    private func expectNone(_ violations: [Violation]) {
        for violation in violations { Issue.record("\(violation)") }
    }

    private func all(_ rule: (SourceFile) -> [Violation]) -> [Violation] { Repository.files.flatMap(rule) }

    @Test("the walk finds the tree")
    func findsTree() {
        let known: Set = ["Package.swift", "Sources/App/sigma/main.swift", "Makefile", ".ci/run"]
        #expect(known.subtracting(Repository.files.map(\.path)) == [])
    }

    @Test("imports follow the rings")
    func imports() { expectNone(all(Self.rules.imports)) }

    @Test("Package.swift follows the rings and declares what is imported")
    func manifest() throws {
        let source = try #require(Repository.files.first { $0.path == "Package.swift" })
        let manifest = Manifest(source.text)
        #expect(Self.rules.rings == manifest.rings.filter { Self.rules.rings[$0.key] != nil })
        #expect(manifest.dependencies["sigma"] == ["SigmaCLI"])
        expectNone(Self.rules.declarations(manifest))
        expectNone(all { Self.rules.undeclared($0, manifest: manifest) })
    }

    @Test("files are short")
    func fileLength() {
        expectNone(all(LengthRules.files))
        for violation in all(LengthRules.longFiles) { print("warning: \(violation)") }
    }

    @Test("functions are short")
    func functionLength() {
        expectNone(all(LengthRules.functions))
        let long = all { LengthRules.functions($0, longerThan: LengthRules.functionWarning) }
        print("functions above \(LengthRules.functionWarning) lines: \(long.count)")
    }

    @Test("script lines fit")
    func scriptColumns() { expectNone(all(LengthRules.scriptColumns)) }

    @Test("no unfinished work, no machine's paths")
    func unfinished() { expectNone(all(WordRules.unfinished)) }

    @Test("nothing is forced")
    func forced() { expectNone(all(WordRules.forced)) }

    @Test("no test sleeps")
    func sleeping() { expectNone(all(WordRules.sleeping)) }

    @Test("no existential in the event path")
    func existentials() { expectNone(Allowances.apply(Allowances.existentials, to: all(WordRules.existentials))) }

    @Test("unchecked code only where it is allowed")
    func unsafeCode() { expectNone(Allowances.apply(Allowances.unsafeCode, to: all(WordRules.unsafeCode))) }

    @Test("what is exported is documented")
    func documentation() {
        let requirements = DocumentationRules.requirements(Repository.files)
        expectNone(all { DocumentationRules.missing($0, requirements: requirements) })
        expectNone(all(DocumentationRules.longSummaries))
    }
}
