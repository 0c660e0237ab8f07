/// A piece of a configuration with its place: a text, a list or a mapping.
struct SettingNode: Sendable {
    /// What it holds.
    enum Content: Sendable {
        case scalar(String)
        /// `null`, `~` or nothing.
        case empty
        case list([SettingNode])
        case map([Entry])
    }

    /// One key of a mapping.
    struct Entry: Sendable {
        /// The key.
        var name: String
        /// Where the key is.
        var place: SettingPlace
        /// What it holds.
        var value: SettingNode
    }

    /// What it holds.
    var content: Content
    /// Where it is.
    var place: SettingPlace

    /// The entry of a name in a mapping.
    func entry(_ name: String) -> Entry? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.name == name }
    }

    /// `a list`, for errors.
    var kindText: String {
        switch content {
        case .scalar: "a single value"
        case .empty: "nothing"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}
