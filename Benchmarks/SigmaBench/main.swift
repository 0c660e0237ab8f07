import Foundation

/// Usage: sigma-bench WORKLOAD DATADIR [SECONDS]; prints one `RESULT {json}` line per repetition and variant, or a table.
do {
    let arguments = CommandLine.arguments
    guard (3...4).contains(arguments.count), let seconds = arguments.count == 4 ? Int(arguments[3]) : 10, seconds > 0
    else {
        let names = Workloads.names.joined(separator: "|")
        throw BenchmarkError(description: "usage: sigma-bench \(names) DATADIR [SECONDS]")
    }
    let workloads = Workloads(directory: arguments[2], repetitions: 7, seconds: seconds)
    try await workloads.run(arguments[1])
} catch {
    FileHandle.standardError.write(Data("sigma-bench: \(error)\n".utf8))
    exit(1)
}
