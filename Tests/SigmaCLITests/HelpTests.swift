import ArgumentParser
import Foundation
import SigmaCLI
import Testing

/// The examples of help texts and documents.
enum Example {
    /// The commands in a text: lines that start with `sigma`, joined with those they continue on.
    static func commands(in text: String) -> [String] {
        var commands: [String] = []
        var continues = false
        for line in text.split(whereSeparator: \.isNewline) {
            let plain = line.trimmingCharacters(in: .whitespaces)
            let ends = !plain.hasSuffix("\\")
            let part = ends ? plain : String(plain.dropLast())
            if continues {
                commands[commands.count - 1] += " " + part
            } else if plain.hasPrefix("sigma ") {
                commands.append(part)
            }
            continues = (continues || plain.hasPrefix("sigma ")) && !ends
        }
        return commands
    }

    /// The `sh` blocks of a Markdown document.
    static func shellBlocks(of document: String) throws -> String {
        let text = try String(contentsOf: ProgramRun.root.appendingPathComponent(document), encoding: .utf8)
        let parts = text.components(separatedBy: "```sh\n").dropFirst()
        return parts.compactMap { $0.components(separatedBy: "```").first }.joined(separator: "\n")
    }

    /// The command with everything below it.
    static func tree(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap(tree)
    }
}

@Suite("Help")
struct HelpTests {
    static let names = Example.tree(SigmaCommand.self).map { "\($0)" }

    private func command(_ name: String) throws -> any ParsableCommand.Type {
        try #require(Example.tree(SigmaCommand.self).first { "\($0)" == name })
    }

    @Test("every help has examples, and they parse", arguments: names)
    func examples(name: String) throws {
        let command = try command(name)
        #expect(SigmaCommand.helpMessage(for: command).contains("Example"))
        let examples = Example.commands(in: command.configuration.discussion)
        #expect(!examples.isEmpty)
        for example in examples {
            let words = example.split(separator: " ").dropFirst().map(String.init)
            #expect(throws: Never.self, "\(example)") { try SigmaCommand.parseAsRoot(words) }
        }
    }

    @Test("the commands of the documents parse", arguments: ["README.md", "README.ko.md"])
    func documents(name: String) throws {
        let commands = Example.commands(in: try Example.shellBlocks(of: name))
        #expect(!commands.isEmpty)
        for command in commands {
            let words = command.split(separator: " ").dropFirst().map(String.init)
            #expect(throws: Never.self, "\(command)") { try SigmaCommand.parseAsRoot(words) }
        }
    }

    @Test("the built program shows its help and its version")
    func program() throws {
        let scratch = try Scratch()
        #expect(try scratch.sigma("--help").contains("Example"))
        #expect(try scratch.sigma("--version") == SigmaVersion.text + "\n")
        #expect(try scratch.sigma("data import --help").contains("Example"))
    }
}
