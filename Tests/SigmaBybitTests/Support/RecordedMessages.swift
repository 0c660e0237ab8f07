import Foundation
import Testing

/// The samples of Bybit's messages beside the package; without them the tests that need them are skipped.
enum RecordedMessages {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("shared/data/bybit/fixtures")

    static let arePresent = FileManager.default.fileExists(atPath: folder.path)

    /// One line of a file: the text of a message as it came, and what it is.
    struct Sample {
        let source: String
        let direction: String
        let text: [UInt8]
    }

    /// The lines of a file that holds one message each.
    static func lines(_ name: String) throws -> [[UInt8]] {
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return text.split(separator: "\n").map { Array($0.utf8) }
    }

    /// The answers of the REST service, by method, path and place among those of the path.
    static func answers() throws -> [(path: String, body: [UInt8])] {
        try lines("jkorf_bybit_net_v5.jsonl").compactMap { line in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            guard let path = object["path"] as? String, let body = object["body_raw"] as? String else { return nil }
            return (path, Array(body.utf8))
        }
    }

    /// The messages of the streams' samples.
    static func streams() throws -> [Sample] {
        try lines("jkorf_bybit_net_v5.jsonl").flatMap { line -> [Sample] in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            guard let file = object["file"] as? String, let steps = object["steps"] as? [[String: Any]] else {
                return []
            }
            return try steps.map { step in
                Sample(
                    source: file, direction: try #require(step["dir"] as? String),
                    text: Array(try #require(step["raw"] as? String).utf8))
            }
        }
    }
}
