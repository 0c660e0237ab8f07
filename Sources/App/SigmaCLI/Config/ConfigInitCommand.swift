internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration

/// Writes a commented configuration with every key and its default.
struct ConfigInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented configuration with every key, its default and its meaning.",
        discussion: """
            Only its owner may read the file that is written.

            Examples:
              sigma config init
              sigma config init --path live.yaml --language ko
              sigma config init --path -
            """)

    @Option(help: "Where to write it; - prints it.")
    var path = ConfigurationLoader.standardPath

    @Flag(help: "Replace a file that exists.")
    var force = false

    @Option(help: "The language of the comments: en or ko.")
    var language = "en"

    func run() throws {
        guard let comments = ConfigurationTemplate.Language(rawValue: language) else {
            throw CommandFailure(.usage, OptionText.choice("--language", language, ["en", "ko"]))
        }
        let text = ConfigurationTemplate(comments).text
        guard path != "-" else {
            print(text, terminator: "")
            return
        }
        try OutputPath.check(path, force: force)
        let files = FileManager.default
        try? files.removeItem(atPath: path)
        guard files.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw CommandFailure(.cannotWrite, "\(path): cannot be written; check the directory's permissions")
        }
        print("Wrote \(path). Edit it, then run: sigma config validate --config \(path)")
    }
}
