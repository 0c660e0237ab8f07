import Foundation
import SigmaModel

/// The venue's process: this program again, with another task.
final class LiveProcess: Sendable {
    private let process: Process
    private let ended: AsyncStream<Int32>
    private let directory: String

    /// Starts it; it prints what it measures to where this process prints.
    init(_ venue: Venue, in directory: String, seconds: Int) throws {
        self.directory = directory
        try? FileManager.default.removeItem(atPath: LiveVenue.portFile(in: directory))
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["live-\(venue.rawValue)", directory, "\(seconds)"]
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        self.ended = ended
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try process.run()
    }

    /// The port at which it listens.
    func port() async throws -> Int {
        for _ in 0..<600 {
            let text = try? String(contentsOfFile: LiveVenue.portFile(in: directory), encoding: .utf8)
            if let port = text.flatMap({ Int($0) }) { return port }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchmarkError(description: "the venue's process does not listen")
    }

    /// Returns when it has measured; throws when it could not.
    func wait() async throws {
        for await status in ended where status != 0 {
            throw BenchmarkError(description: "the venue's process ended with \(status)")
        }
    }

    /// Ends it where it still runs.
    func end() { if process.isRunning { process.terminate() } }
}
