import Foundation
import SigmaWire

/// Messages of Upbit that were recorded or documented, beside the package; without them their tests are skipped.
enum SharedData {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data/upbit").path

    static let isPresent = FileManager.default.fileExists(atPath: root)

    /// The frames of the recorded session that came in, in their order.
    static func capturedFrames() throws -> [[UInt8]] {
        let lines = try unpacked("\(root)/captures/upbit_ws_simple_20210417_a.jsonl.gz")
        return try lines.compactMap { line in
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                object["dir"] as? String == "in", let frame = object["frame"] as? String
            else { return nil }
            return Array(frame.utf8)
        }
    }

    /// The messages of a file of samples whose lines hold `json`, by the function that they stand at.
    static func samples(_ name: String) throws -> [(function: String, bytes: [UInt8])] {
        let text = try String(contentsOfFile: "\(root)/fixtures/\(name)", encoding: .utf8)
        return try text.split(separator: "\n").compactMap { line in
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let function = object["function"] as? String, let start = line.range(of: "\"json\": ")
            else { return nil }
            // Cut out of the line, since numbers that are written again may be spelled otherwise.
            return (function, Array(line[start.upperBound...].dropLast().utf8))
        }
    }

    /// The recorded answers of another client's tests, by path, and the messages that its streams were pushed.
    static func recordings() throws -> (answers: [String: [UInt8]], pushes: [[UInt8]]) {
        let text = try String(contentsOfFile: "\(root)/fixtures/jkorf_upbit_net.jsonl", encoding: .utf8)
        var answers: [String: [UInt8]] = [:]
        var pushes: [[UInt8]] = []
        for line in text.split(separator: "\n") {
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
                continue
            }
            if let path = object["path"] as? String, let body = object["body_raw"] as? String {
                answers[path] = Array(body.utf8)
            }
            for step in object["steps"] as? [[String: Any]] ?? [] where step["dir"] as? String == "server_push" {
                if let raw = step["raw"] as? String { pushes.append(Array(raw.utf8)) }
            }
        }
        return (answers, pushes)
    }

    /// A file as it is.
    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(name)")))
    }

    /// The recorded answer of `GET /market/all`.
    static func recordedMarkets() throws -> [UInt8] {
        let line = try bytes("captures/upbit_rest_market_all_20210417.jsonl")
        let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        return Array((object?["body"] as? String ?? "").utf8)
    }

    private static func unpacked(_ path: String) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }
}
