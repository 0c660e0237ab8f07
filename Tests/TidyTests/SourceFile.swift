import Foundation

/// A text file of the repository.
struct SourceFile {
    /// Relative to the repository root, with `/` between its parts.
    let path: String
    let text: String
    let lines: [Substring]
    let tokens: [Token]
    let documentation: [Int: String]
    let declarations: [Declaration]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let lexer = SwiftLexer(path.hasSuffix(".swift") ? text : "")
        tokens = lexer.tokens
        documentation = lexer.documentation
        declarations = DeclarationWalker(lexer.tokens).declarations
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isGenerated: Bool { path.contains("/Generated/") }
    var isSource: Bool { path.hasPrefix("Sources/") }
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// Code that people write and read: Swift and every script.
    var isCode: Bool {
        isSwift || path.hasPrefix(".ci/")
            || ["c", "css", "h", "js", "py", "sh", "ts", "tsx"].contains { path.hasSuffix(".\($0)") }
    }

    /// `Core`, `Ports`, `Adapters` or `App` for sources.
    var ring: String { part(1) }
    /// The target's folder for sources.
    var target: String { part(2) }

    /// Lines of text, not counting the empty one after a final newline.
    var lineCount: Int { lines.last == "" ? lines.count - 1 : lines.count }

    private func part(_ index: Int) -> String {
        let parts = path.split(separator: "/")
        return isSource && parts.count > index + 1 ? String(parts[index]) : ""
    }
}

/// The working copy that these tests were compiled from.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every text file people edit, without build products, environments and data.
    static let files: [SourceFile] = {
        let skipped: Set = [".build", ".git", ".swiftpm", ".venv", "__pycache__", "node_modules", "sigma-data"]
        let kinds: Set = ["c", "css", "h", "js", "md", "py", "sh", "swift", "toml", "ts", "tsx", "txt", "yaml", "yml"]
        let names: Set = ["Makefile", "run"]
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var files: [SourceFile] = []
        while let url = walk?.nextObject() as? URL {
            if skipped.contains(url.lastPathComponent) {
                walk?.skipDescendants()
            } else if kinds.contains(url.pathExtension) || names.contains(url.lastPathComponent),
                let text = try? String(contentsOf: url, encoding: .utf8)
            {
                files.append(SourceFile(path: String(url.path.dropFirst(root.path.count + 1)), text: text))
            }
        }
        return files.sorted { $0.path < $1.path }
    }()
}
