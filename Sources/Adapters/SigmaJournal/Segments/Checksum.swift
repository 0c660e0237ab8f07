import CXXHash

/// Checksums of headers, frames and snapshots: XXH3, 64 bits.
///
/// Source: https://github.com/Cyan4973/xxHash. It finds accidents, not forgeries.
enum Checksum {
    /// The checksum of some bytes under a seed.
    static func of(_ start: UnsafeRawPointer, count: Int, seed: UInt64 = 0) -> UInt64 {
        XXH3_64bits_withSeed(start, count, seed)
    }
}
