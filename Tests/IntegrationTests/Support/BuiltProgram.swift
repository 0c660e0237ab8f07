import Foundation

/// The program under test, as it was built.
enum BuiltProgram {
    /// The root of the package.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The optimised program where it is no older than any source, else the one built together with these tests.
    static let path: String = {
        let release = root.appending(path: ".build/release/sigma").path
        if isFresh(release) { return release }
        let folders = [Bundle.main.executableURL?.deletingLastPathComponent(), root.appending(path: ".build/debug")]
        let found = folders.compactMap { $0?.appending(path: "sigma").path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        return found ?? release
    }()

    /// Whether the optimised program runs; the other one is a hundred times slower.
    static var isOptimised: Bool { path.contains("/release/") }

    private static func isFresh(_ path: String) -> Bool {
        guard let built = modified(path) else { return false }
        let sources = root.appending(path: "Sources").path
        let names = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".swift") }
            .allSatisfy { modified("\(sources)/\($0)").map { $0 <= built } ?? false }
    }

    private static func modified(_ path: String) -> Date? {
        try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    }
}
