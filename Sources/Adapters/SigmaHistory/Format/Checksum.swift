import CXXHash

/// The checksum of headers, blocks and tables: XXH3, 64 bits.
///
/// Source: https://github.com/Cyan4973/xxHash. It finds accidents, not forgeries.
enum Checksum {
    /// The checksum of some bytes.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 { XXH3_64bits(bytes.baseAddress, bytes.count) }

    /// The checksum of some bytes.
    static func of(_ bytes: UnsafeRawBufferPointer.SubSequence) -> UInt64 {
        of(UnsafeRawBufferPointer(rebasing: bytes))
    }
}
