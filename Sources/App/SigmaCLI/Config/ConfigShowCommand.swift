internal import ArgumentParser
internal import SigmaConfiguration

/// Prints the values that take effect and where each comes from.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print the values that take effect and where each comes from; passwords are masked.",
        discussion: """
            Examples:
              sigma config show
              sigma config show --config live.yaml --json
            """)

    @OptionGroup var options: ConfigOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let loaded = try options.load()
        if !json { ConfigWarnings.write(loaded) }
        let listing = ConfigurationListing(loaded)
        print(json ? try listing.json() : listing.text)
    }
}

/// Prints the reference of every key.
struct ConfigReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference of every key as Markdown, in English and Korean.",
        discussion: """
            Examples:
              sigma config reference
            """)

    func run() throws { print(ConfigurationReference.markdown, terminator: "") }
}
