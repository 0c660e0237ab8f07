internal import Foundation

/// One line on standard error that tells how far long work is, only where a person watches.
struct ProgressLine {
    private let title: String
    private let isShown = isatty(FileHandle.standardError.fileDescriptor) == 1
    private var lastShare = -1

    init(_ title: String) { self.title = title }

    /// Shows a share from 0 to 1, at most once per percent.
    mutating func show(_ share: Double) {
        guard isShown else { return }
        let percent = Int(min(max(share, 0), 1) * 100)
        guard percent != lastShare else { return }
        lastShare = percent
        FileHandle.standardError.write(Data("\r\(title) \(percent) %".utf8))
    }

    /// Removes the line.
    func end() {
        guard isShown, lastShare >= 0 else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
