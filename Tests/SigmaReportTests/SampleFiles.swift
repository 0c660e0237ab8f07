import Foundation

@testable import SigmaReport

/// Reports written to the temporary directory, to be opened in a browser.
enum SampleFiles {
    /// Writes a page and returns its path.
    static func write(_ html: String, name: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-report-samples")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(html.utf8).write(to: file)
        return file
    }
}
