/// The reference of every key as a Markdown page; Documentation/configuration.md is this text.
package enum ConfigurationReference {
    /// The whole page, ending in a line feed.
    package static var markdown: String {
        ([heading] + ConfigurationSchema.sections.map(section)).joined(separator: "\n")
    }

    private static let heading = """
        # Configuration

        This page is printed by `sigma config reference`. 이 문서는 `sigma config reference`가 출력합니다.

        One file, `sigma.yaml`, holds everything; `--config` or `SIGMA_CONFIG` names another. The order of precedence is
        options, environment, file, default. The variable of a key is `SIGMA_` and the key in capitals, with `_` for `.` and
        `-`: `SIGMA_STORE_URL` sets `store.url`. Lists are set as a whole, in JSON:
        `SIGMA_INSTRUMENTS='[{"venue": "upbit", "symbol": "KRW-BTC"}]'`. An empty variable counts as not set.

        - `sigma config init` writes a commented file, `sigma config validate` lists everything that is wrong with it at once,
          and `sigma config show` prints the values that take effect and where each comes from.
        - A key that does not exist is an error, and so is a `SIGMA_` variable that is nearly one of ours; any other is a warning.
        - Durations are whole numbers with `ns`, `us`, `ms`, `s`, `m`, `h` or `d`; sizes have `B`, `KiB`, `MiB` or `GiB`.
          Amounts and ratios are read exactly, with at most eight decimal places. Ratios are shares: 0.02 is 2 %.
        - Secret keys take `${NAME}` for a variable, also inside a URL, where it is percent-encoded, `file:/path` for a
          file that only its owner may read, or `secret:NAME` for such a file in the folder of systemd's credentials
          (`LoadCredential=`), or else in `~/.config/sigma/secrets`. A password written as such is a warning. Passwords are
          never printed.

        """

    private static func section(_ section: ConfigurationSection) -> String {
        let title =
            switch section.shape {
            case .top: "General"
            case .mapping: "`\(section.name)`"
            case .list: "`\(section.name)` (list)"
            }
        var lines = ["## \(title)", "", "\(section.text) \(section.koreanText)", ""]
        if case .list(let standard) = section.shape {
            lines += ["Default: `\(standard)`. Variable: `\(section.variable ?? "")`.", ""]
        }
        lines += ["| key | default | takes | meaning |", "|---|---|---|---|"]
        lines += section.keys.map { key in
            let standard = key.standard.map { "`\($0)`" } ?? "must be given"
            let secret = key.isSecret ? " Secret." : ""
            let cells = ["`\(key.path)`", standard, key.domain, "\(key.text)\(secret)<br>\(key.koreanText)"]
            return "| " + cells.joined(separator: " | ") + " |"
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
