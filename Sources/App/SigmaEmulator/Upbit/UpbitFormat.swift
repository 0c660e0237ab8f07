/// How the messages of a connection are written.
enum UpbitFormat: String {
    case standard = "DEFAULT"
    /// Short names.
    case simple = "SIMPLE"
    /// Frames are lists.
    case list = "JSON_LIST"
    /// Frames are lists with short names.
    case simpleList = "SIMPLE_LIST"

    var isShort: Bool { self == .simple || self == .simpleList }
    var isList: Bool { self == .list || self == .simpleList }
}
