import Foundation

/// Chromium without a window: opens a page and returns what its script made of it.
enum Browser {
    /// The browser's path; nil when none is installed.
    static let path = ["chromium", "chromium-browser", "google-chrome"].flatMap { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// A page after its script ran.
    struct Result {
        /// The document as HTML.
        var document: String
        /// Messages of the page's console, errors among them.
        var console: [Substring]
    }

    /// Opens a file, with a fragment such as `#dark`.
    static func open(_ file: URL, fragment: String = "", width: Int = 1_440) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (output, errors) = (folder.appending(path: "dom.html"), folder.appending(path: "log.txt"))
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: path ?? "chromium")
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--virtual-time-budget=4000",
            "--user-data-dir=\(folder.appending(path: "profile").path)", "--window-size=\(width),1000", "--dump-dom",
            "file://\(file.path)\(fragment)",
        ]
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let log = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        return Result(
            document: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            console: log.split(separator: "\n").filter { $0.contains("CONSOLE") })
    }
}
