import Foundation

/// Usage: sigma-bench W1|W2a|W2b|W3|W4|W5|journal DATADIR; prints one `RESULT {json}` line per repetition and variant.
do {
    guard CommandLine.arguments.count == 3 else {
        throw BenchmarkError(description: "usage: sigma-bench W1|W2a|W2b|W3|W4|W5|journal DATADIR")
    }
    let workloads = Workloads(directory: CommandLine.arguments[2], repetitions: 7)
    try workloads.run(CommandLine.arguments[1])
} catch {
    FileHandle.standardError.write(Data("sigma-bench: \(error)\n".utf8))
    exit(1)
}
