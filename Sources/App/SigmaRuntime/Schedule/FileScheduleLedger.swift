package import Foundation
package import SigmaModel
internal import SigmaPorts
internal import Synchronization

/// When scheduled jobs were last done, in a file that is replaced as a whole.
package final class FileScheduleLedger: ScheduleLedger {
    private let file: URL
    private let lock = Mutex(())

    /// A ledger in a file, which need not exist.
    package init(_ file: URL) { self.file = file }

    package func lastDone(_ job: String) throws -> Timestamp? { try lock.withLock { _ in try read()[job] } }

    package func setLastDone(_ job: String, _ due: Timestamp) throws {
        try lock.withLock { _ in
            var done = try read()
            done[job] = due
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try WholeFile.write(try encoder.encode(done), to: file.path)
        }
    }

    private func read() throws -> [String: Timestamp] {
        guard let data = FileManager.default.contents(atPath: file.path) else { return [:] }
        return try JSONDecoder().decode([String: Timestamp].self, from: data)
    }
}
