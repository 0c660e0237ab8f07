internal import Foundation
internal import SigmaModel

/// One line on standard error that tells how far a download is and about how long the rest takes, where a person watches.
struct DownloadProgress {
    private static let interval = TimeSpan(milliseconds: 200)

    private let title: String
    private let isShown: Bool
    private var begun: (share: Double, time: TimeSpan)?
    private var lastShown: TimeSpan?

    init(_ title: String, isShown: Bool = isatty(FileHandle.standardError.fileDescriptor) == 1) {
        self.title = title
        self.isShown = isShown
    }

    /// Remembers where this run began, which an earlier one may have brought forward.
    mutating func begin(at share: Double, _ time: TimeSpan) { begun = (share, time) }

    /// Shows how far it is.
    mutating func show(_ share: Double, at place: Timestamp, _ time: TimeSpan) {
        guard isShown else { return }
        if let lastShown, time - lastShown < Self.interval, share < 1 { return }
        lastShown = time
        write(text(share, at: place, time))
    }

    /// Says that and why nothing happens for a while.
    func pause(_ reason: String, _ wait: TimeSpan) {
        guard isShown else { return }
        write("\(title): \(reason); again in \(Int(wait.seconds.rounded(.up))) s")
    }

    /// Removes the line.
    func end() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    /// The line: the bar, the share, the place, and the time that the rest takes at the pace so far.
    func text(_ share: Double, at place: Timestamp, _ time: TimeSpan) -> String {
        let filled = Int(share * 20)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        var text = "\(title) \(bar) \(Int(share * 100)) %  \(place.date)"
        if let begun, share > begun.share, share < 1 {
            let seconds = (time - begun.time).seconds * (1 - share) / (share - begun.share)
            text += "  \(DownloadProgress.duration(seconds)) left"
        }
        return text
    }

    /// A time as a person says it, such as `3 min`.
    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds.rounded(.up))) s"
        case ..<5_400: "\(Int((seconds / 60).rounded())) min"
        default: "\(Int((seconds / 3_600).rounded())) h"
        }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
}
