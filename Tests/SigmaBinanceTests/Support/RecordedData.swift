import Foundation
import SigmaWire

/// Recordings beside the package; without them the tests that read them are skipped.
enum RecordedData {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/data/binance").path

    static let isPresent = FileManager.default.fileExists(atPath: root)

    /// The lines of a file, unpacked where it is compressed.
    static func lines(_ name: String) throws -> [[UInt8]] {
        try bytes(name).split(separator: 0x0A).map(Array.init)
    }

    /// A file's bytes, unpacked where it is compressed.
    static func bytes(_ name: String) throws -> [UInt8] {
        let path = "\(root)/\(name)"
        guard name.hasSuffix(".gz") else { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", path]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Array(data)
    }

    /// The frames of a raw capture: local nanoseconds, a space, the frame.
    static func frames(_ name: String) throws -> [(receivedAt: Int64, text: [UInt8])] {
        try lines(name).compactMap { line in
            guard let space = line.firstIndex(of: 0x20),
                let time = Int64(String(decoding: line[..<space], as: UTF8.self))
            else { return nil }
            return (time, Array(line[(space + 1)...]))
        }
    }

    /// A member of each JSON object of a file of lines, such as `frame` or `body`, with the object itself.
    static func objects(_ name: String) throws -> [[String: Any]] {
        try lines(name).compactMap { try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] }
    }

    /// The answers of an SDK's fixtures by their file's name, as strict JSON.
    static func answers() throws -> [String: [UInt8]] {
        var answers: [String: [UInt8]] = [:]
        for object in try objects("fixtures/jkorf_binance_net_spot.jsonl") {
            guard let file = object["file"] as? String, let name = file.split(separator: "/").last else { continue }
            guard let raw = object["body_raw"] as? String else { continue }
            answers[String(name.dropLast(4))] = try strict(raw, object["body"], object["strict_json"])
        }
        return answers
    }

    /// What the server sent in an SDK's subscriptions by their file's name, as strict JSON.
    static func pushes() throws -> [(name: String, text: [UInt8])] {
        var pushes: [(String, [UInt8])] = []
        for object in try objects("fixtures/jkorf_binance_net_spot.jsonl") {
            guard let file = object["file"] as? String, let steps = object["steps"] as? [[String: Any]] else {
                continue
            }
            for step in steps where step["dir"] as? String == "server_push" {
                guard let raw = step["raw"] as? String else { continue }
                let name = file.split(separator: "/").suffix(2).joined(separator: "/").dropLast(4)
                pushes.append((String(name), try strict(raw, step["json"], step["strict_json"])))
            }
        }
        return pushes
    }

    private static func strict(_ raw: String, _ json: Any?, _ isStrict: Any?) throws -> [UInt8] {
        guard isStrict as? Bool != true, let json else { return Array(raw.utf8) }
        return Array(try JSONSerialization.data(withJSONObject: json))
    }

    /// The answers that were recorded for a route, as JSON texts; numbers are as Foundation writes them.
    static func recorded(_ route: String, _ method: String = "GET") throws -> [[UInt8]] {
        let object = try JSONSerialization.jsonObject(
            with: Data(try bytes("fixtures/gct_binance_http_recorded.json.gz")))
        let routes = (object as? [String: Any])?["routes"] as? [String: Any]
        let calls = (routes?[route] as? [String: Any])?[method] as? [[String: Any]] ?? []
        return try calls.compactMap { call in
            guard let data = call["data"], !(data is NSNull) else { return nil }
            return Array(try JSONSerialization.data(withJSONObject: data))
        }
    }
}

/// Reads a text with a cursor for the length of a closure.
func reading<Value>(_ text: some Collection<UInt8>, _ take: (JSONCursor) throws -> Value) rethrows -> Value {
    try Array(text).withUnsafeBytes { try take(JSONCursor($0)) }
}
