import SigmaModel

/// Numbers as sentences show them.
enum SentenceNumber {
    /// A number with so many decimals at most, 0 to 8; 0 where it is too large for that.
    static func rounded(_ number: Double, places: Int = 2) -> String {
        var unit: Int64 = 1
        for _ in 0..<places { unit *= 10 }
        let whole = Int128(exactly: (number * Double(unit)).rounded()) ?? 0
        return DecimalText.format(whole * Int128(FixedPoint.one / unit))
    }

    /// A share in percent with two decimals at most.
    static func percent(_ share: Double) -> String { "\(rounded(share * 100)) %" }
}
