import Testing

/// Each rule refuses what it should and nothing else: a gate that cannot fail is worthless.
@Suite("Tidy rules")
struct RuleSampleTests {
    private func file(_ text: String, at path: String = "Sources/Core/SigmaModel/Sample.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    private static let imports = ImportRules(
        rings: [
            "SigmaModel": "Core", "SigmaEngine": "Core", "SigmaPorts": "Ports", "SigmaTransport": "Adapters",
            "SigmaUpbit": "Adapters", "SigmaBinance": "Adapters", "SigmaAPI": "App", "SigmaCLI": "App", "sigma": "App",
        ],
        systemLibraries: ["CHiredis"])

    @Test(
        "refuses outward arrows",
        arguments: [
            ("Core/SigmaModel", "Foundation"), ("Core/SigmaModel", "Glibc"), ("Core/SigmaModel", "Synchronization"),
            ("Core/SigmaModel", "SigmaPorts"), ("Core/SigmaModel", "CHiredis"), ("Ports/SigmaPorts", "SigmaUpbit"),
            ("Ports/SigmaPorts", "NIOCore"), ("Adapters/SigmaUpbit", "SigmaBinance"),
            ("Adapters/SigmaUpbit", "SigmaEngine"), ("Adapters/SigmaUpbit", "SigmaAPI"), ("App/sigma", "SigmaEngine"),
            ("App/SigmaAPI", "SigmaCLI"), ("Elsewhere/SigmaOther", "SigmaModel"),
        ])
    func refusesImport(place: String, module: String) {
        for line in ["import \(module)", "public import struct \(module).Thing", "@testable import \(module)"] {
            #expect(Self.imports.imports(file(line, at: "Sources/\(place)/Sample.swift")).count == 1)
        }
    }

    @Test(
        "accepts inward arrows",
        arguments: [
            ("Core/SigmaEngine", "SigmaModel"), ("Core/SigmaEngine", "BasicContainers"),
            ("Core/SigmaModel", "RealModule"),
            ("Ports/SigmaPorts", "SigmaModel"), ("Adapters/SigmaUpbit", "SigmaTransport"),
            ("Adapters/SigmaUpbit", "CHiredis"), ("Adapters/SigmaUpbit", "NIOCore"), ("App/SigmaAPI", "SigmaEngine"),
            ("App/sigma", "SigmaCLI"),
        ])
    func acceptsImport(place: String, module: String) {
        #expect(Self.imports.imports(file("import \(module)", at: "Sources/\(place)/Sample.swift")).isEmpty)
    }

    @Test("reads the manifest's rings and dependencies")
    func manifest() {
        let manifest = Manifest(
            """
            let parser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
            func ring(_ ring: String, _ name: String) -> Target { .target(name: name) }
            let package = Package(targets: [
                ring("Core", "SigmaModel"),
                ring("Adapters", "SigmaUpbit", ["SigmaEngine", .product(name: "NIOCore", package: "swift-nio")]),
                ring("App", "SigmaCLI", [parser]),
                .executableTarget(name: "sigma", dependencies: ["SigmaModel"], path: "Sources/App/sigma"),
            ])
            """)
        #expect(manifest.rings == ["SigmaModel": "Core", "SigmaUpbit": "Adapters", "SigmaCLI": "App", "sigma": "App"])
        #expect(manifest.dependencies["SigmaUpbit"] == ["SigmaEngine", "NIOCore"])
        #expect(manifest.dependencies["SigmaCLI"] == ["ArgumentParser"])
        #expect(Self.imports.declarations(manifest).count == 2)
        let undeclared = file("import SigmaModel", at: "Sources/Adapters/SigmaUpbit/Sample.swift")
        #expect(Self.imports.undeclared(undeclared, manifest: manifest).count == 1)
    }

    @Test("counts lines of files, generated files, functions and columns")
    func lengths() {
        let long = String(repeating: "//\n", count: 401)
        #expect(LengthRules.files(file(long)).count == 1)
        #expect(LengthRules.files(file(long, at: "Scripts/setup.sh")).count == 1)
        #expect(LengthRules.files(file(long, at: "Sources/Core/SigmaModel/Generated/Table.swift")).isEmpty)
        #expect(LengthRules.files(file(String(repeating: "//\n", count: 400))).isEmpty)
        #expect(LengthRules.longFiles(file(String(repeating: "//\n", count: 251))).count == 1)
        let body = String(repeating: "    work(\"}\")  // }\n", count: 69)
        let wrapped = "struct Sample {\nfunc run(\n) {\n\(body)}\nvar next: Int { 1 }\n}"
        #expect(LengthRules.functions(file(wrapped)).map(\.line) == [2])
        #expect(LengthRules.functions(file("init() {\n\(body)}")).count == 1)
        #expect(LengthRules.functions(file("func run() {\n\(body.dropFirst(body.count / 69))}")).isEmpty)
        #expect(LengthRules.scriptColumns(file(String(repeating: "#", count: 121), at: "Scripts/setup.sh")).count == 1)
    }

    @Test("refuses unfinished work", arguments: WordRules.bannedWords + WordRules.bannedInSwift + WordRules.bannedPaths)
    func unfinished(word: String) {
        #expect(WordRules.unfinished(file("/// See \(word): later")).count == 1)
        #expect(WordRules.unfinished(file("let a = Mask\(word)y")).count == (word.contains("/") ? 1 : 0))
    }

    @Test(
        "refuses what is forced, but not in comments and strings",
        arguments: [
            ("let a = try! b()", 1), ("let a = b as! C", 1), ("fatalError(\"no\")", 1), ("log(\"\\(b as! C)\")", 1),
            ("// try! it", 0), ("let a = \"try! it\"", 0), ("let a = #\"as! \"#", 0), ("let a = try? b()", 0),
            ("/* a /* try! */ as! */", 0), ("let a = \"\"\"\n try! \" as! \n\"\"\"", 0),
        ])
    func forced(source: String, count: Int) {
        #expect(WordRules.forced(file(source)).count == count)
    }

    @Test(
        "refuses sleeping in tests only",
        arguments: [
            ("Tests/ATests/A.swift", "try await Task.sleep(for: .seconds(1))", 1),
            ("Tests/ATests/A.swift", "usleep(1)", 1), ("Tests/ATests/A.swift", "try await clock.sleep(until: now)", 0),
            ("Tests/ATests/A.swift", "func sleep(until: Int) {}", 0), ("Sources/App/A/A.swift", "usleep(1)", 0),
        ])
    func sleeping(path: String, source: String, count: Int) {
        #expect(WordRules.sleeping(file(source, at: path)).count == count)
    }

    @Test(
        "refuses existentials in the event path and unchecked code in sources",
        arguments: [
            ("let a: any Sample", 1, 0), ("let a: [Any]", 1, 0), ("// any Sample\nlet anything = 1", 0, 0),
            ("let a: UnsafeRawPointer", 0, 1), ("a.withUnsafeBytes { _ in }", 0, 1),
            ("unsafeBitCast(a, to: B.self)", 0, 1),
            ("nonisolated(unsafe) var a = 1", 0, 1), ("struct A: @unchecked Sendable {}", 0, 1),
            ("let a = \"unsafe\"", 0, 0),
        ])
    func machinery(source: String, existentials: Int, unsafe: Int) {
        #expect(WordRules.existentials(file(source)).count == existentials)
        #expect(WordRules.existentials(file(source, at: "Sources/App/SigmaCLI/A.swift")).isEmpty)
        #expect(WordRules.unsafeCode(file(source)).count == unsafe)
        #expect(WordRules.unsafeCode(file(source, at: "Tests/ATests/A.swift")).isEmpty)
    }

    @Test("an allowance covers its file and must be needed")
    func allowances() {
        let breach = Violation(path: "A.swift", line: 3, message: "breach")
        #expect(Allowances.apply([:], to: [breach]) == [breach])
        #expect(Allowances.apply(["A.swift": "reason"], to: [breach]).isEmpty)
        #expect(Allowances.apply(["B.swift": "reason"], to: [breach]).map(\.path) == ["A.swift", "B.swift"])
    }

    @Test(
        "asks for documentation of what is exported",
        arguments: [
            ("public struct A {}", 1), ("/// A.\npublic struct A {}", 0), ("struct A { package func run() {} }", 1),
            ("/// A.\n@frozen\n@inlinable(x)\npublic struct A {}", 0), ("/// A.\n\npublic struct A {}", 1),
            ("// A.\npublic let a = 1", 1), ("struct A { private(set) var a = 1 }", 0),
            ("struct A { public private(set) var a = 1 }", 1),
            ("struct A { public static func < (a: A, b: A) -> Bool { true } }", 0),
            ("struct A { public var description: String { \"\" } }", 0),
            ("struct A { public init(a: Int, b: Int) {\n self.a = a\n self.b = b\n } }", 0),
            ("struct A { public init() {} }", 0),
            ("struct A { public init(a: Int) { self.a = a + 1 } }", 1),
            ("struct A { public init(a: Int) { b = a } }", 1),
            ("/// A.\npublic protocol A {\nfunc run()\n}", 1), ("protocol A { func run() }", 0),
            ("/// A.\npublic protocol A {\n/// Runs.\nfunc run()\n}", 0), ("func run() { let a = public }", 0),
            ("public extension A { }\nfunc run() {}", 0), ("struct A { @Option(help: \"B.\") package var b: Int }", 0),
        ])
    func documentation(source: String, count: Int) {
        #expect(DocumentationRules.missing(file(source)).count == count)
    }

    @Test("takes the documentation of a witness from its protocol")
    func witnesses() {
        let port = file("/// A.\npublic protocol A {\n/// Runs.\nfunc run()\n}\nprotocol B { func stop() }")
        let requirements = DocumentationRules.requirements([port])
        #expect(requirements == ["run"])
        #expect(DocumentationRules.missing(port, requirements: requirements).isEmpty)
        let type = file("/// C.\npublic struct C: A {\npublic func run() {}\npublic func stop() {}\n}")
        #expect(DocumentationRules.missing(type, requirements: requirements).map(\.line) == [4])
    }

    @Test("asks for short summaries")
    func summaries() {
        let long = String(repeating: "word ", count: 31)
        #expect(DocumentationRules.longSummaries(file("/// \(long)\n/// more.\nlet a = 1")).count == 1)
        #expect(DocumentationRules.longSummaries(file("/// Short. \(long)\nlet a = 1")).isEmpty)
        #expect(DocumentationRules.longSummaries(file("/// Short.\n///\n/// \(long)\nlet a = 1")).isEmpty)
    }
}
