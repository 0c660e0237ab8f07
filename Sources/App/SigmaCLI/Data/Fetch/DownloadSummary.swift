internal import SigmaModel

/// What came of a download.
struct DownloadSummary: Encodable {
    var output: String
    var download: String
    /// Candles of this download, and those that the file had before.
    var downloaded: Int
    var earlier: Int
    /// When the file's first and last candle begin.
    var first = ""
    var last = ""
    /// The span that was asked for.
    var from: String
    var to: String

    init(output: String, identity: String, downloaded: Int, earlier: Int, from: Timestamp, to: Timestamp) {
        self.output = output
        download = identity
        self.downloaded = downloaded
        self.earlier = earlier
        self.from = "\(from)"
        self.to = "\(to)"
    }

    /// The same with the period that the file has now.
    func with(first: Timestamp, last: Timestamp) -> DownloadSummary {
        var summary = self
        summary.first = "\(first)"
        summary.last = "\(last)"
        return summary
    }

    /// A few lines for a person.
    var text: String {
        var lines = ["\(output): \(earlier + downloaded) candles of \(download)"]
        lines.append(DataFormat.row("period", "\(first) … \(last)"))
        if earlier > 0 { lines.append(DataFormat.row("new", "\(downloaded); \(earlier) were there before")) }
        return lines.joined(separator: "\n")
    }
}
