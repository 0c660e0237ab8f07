import Foundation

/// The 64-bit integers of a NumPy file, row by row.
struct NumpyFile {
    let values: [Int64]
    let columns: Int

    /// Reads a version-1 file of little-endian int64 in C order, as the data generator writes it.
    init(_ path: String, columns: Int) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BenchmarkError(description: "\(path): cannot be read; make the data first (Benchmarks/run.sh data)")
        }
        let header = 10 + Int(data[8]) + 256 * Int(data[9])
        guard data.count > header, String(decoding: data[10..<header], as: UTF8.self).contains("'<i8'") else {
            throw BenchmarkError(description: "\(path): is no NumPy file of int64")
        }
        values = data[header...].withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) }
        self.columns = columns
    }

    var rowCount: Int { values.count / columns }

    /// A value by row and column.
    subscript(row: Int, column: Int) -> Int64 { values[row * columns + column] }
}
