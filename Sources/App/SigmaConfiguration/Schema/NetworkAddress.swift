/// Numeric addresses, and which of them never leave this machine.
enum NetworkAddress {
    /// Whether a text is an IPv4 address in four decimals or an IPv6 address in its colon form.
    static func isNumeric(_ text: String) -> Bool { bytesOfFour(text) != nil || isSix(text) }

    /// Whether a host is this machine: loopback addresses, `localhost`, and the empty host of Unix sockets.
    static func isLocal(_ host: String) -> Bool {
        if let bytes = bytesOfFour(host) { return bytes[0] == 127 }
        return ["", "localhost", "::1"].contains(host.lowercased())
    }

    private static func bytesOfFour(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in part.utf8.allSatisfy { $0 != 0x2B } ? UInt8(part) : nil }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    /// RFC 4291 §2.2 forms 1 and 2: eight groups of up to four hexadecimal digits, one run of zeros as `::`.
    private static func isSix(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, text.contains(":") else { return false }
        var groups = 0
        for half in halves where !half.isEmpty {
            for group in half.split(separator: ":", omittingEmptySubsequences: false) {
                guard (1...4).contains(group.utf8.count), group.utf8.allSatisfy(isHexadecimal) else { return false }
                groups += 1
            }
        }
        return halves.count == 2 ? groups <= 7 : groups == 8
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
