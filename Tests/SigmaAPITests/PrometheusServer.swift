import Foundation
import TestServers

/// A Prometheus server of its own for one test, on a free port of this machine.
final class PrometheusServer {
    private let process = Process()
    private let url: String

    struct Sample {
        let labels: [String: String]
        let value: String
    }

    struct NoAnswer: Error, CustomStringConvertible {
        let description: String
    }

    init(program: String, folder: String) throws {
        let port = try LocalPort.free()
        url = "http://127.0.0.1:\(port)"
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "--config.file=\(folder)/prometheus.yml", "--storage.tsdb.path=\(folder)/data",
            "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// The first sample of a query; asks until there is one, which the test's time limit bounds.
    func value(of query: String) async throws -> Sample {
        let allowed = CharacterSet.alphanumerics
        let encoded = query.addingPercentEncoding(withAllowedCharacters: allowed) ?? query
        while process.isRunning {
            if let answer = try? await ServerRun.get("\(url)/api/v1/query?query=\(encoded)"),
                let sample = PrometheusServer.sample(answer.body)
            {
                return sample
            }
            try Task.checkCancellation()
            await Task.yield()
        }
        throw NoAnswer(description: "prometheus ended with status \(process.terminationStatus)")
    }

    private static func sample(_ text: String) -> Sample? {
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let data = object?["data"] as? [String: Any]
        let first = (data?["result"] as? [[String: Any]])?.first
        guard let labels = first?["metric"] as? [String: String],
            let value = (first?["value"] as? [Any])?.last as? String
        else { return nil }
        return Sample(labels: labels, value: value)
    }
}
