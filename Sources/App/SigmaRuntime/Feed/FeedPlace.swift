package import Foundation
package import SigmaModel

/// How far a feed process has come with its source, so that the next one publishes nothing twice.
///
/// The file names a place ahead of what was published. A process that ends in good order writes its exact place; one that
/// crashes loses what lies between, as venues' sockets do.
package struct FeedPlace: Codable, Hashable, Sendable {
    /// When the source's first process began.
    package var start: Timestamp
    /// How many of the source's events later processes pass over.
    package var position: UInt64

    package init(start: Timestamp, position: UInt64) {
        self.start = start
        self.position = position
    }

    /// The place in a file; nil when there is none that can be read.
    package static func read(_ url: URL) -> FeedPlace? {
        FileManager.default.contents(atPath: url.path).flatMap { try? JSONDecoder().decode(FeedPlace.self, from: $0) }
    }

    /// Replaces the file as a whole.
    package func write(_ url: URL) throws {
        try WholeFile.write(try JSONEncoder().encode(self), to: url.path)
    }
}
