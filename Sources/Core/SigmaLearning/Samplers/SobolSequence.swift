/// Points that fill the unit cube more evenly than random ones, scrambled by a seed.
///
/// Sobol's sequence with the direction numbers of Joe and Kuo (2008), under a nested uniform scrambling of each
/// dimension in the sense of Owen: every interval of length 2⁻ᵏ still gets its share of the points. The scrambling is
/// the hash of Burley, "Practical Hash-based Owen Scrambling", J. Computer Graphics Techniques 9/4 (2020). The n-th
/// point is a function of seed and n.
struct SobolSequence: Sendable {
    /// The most dimensions a point can have.
    static let dimensions = 64

    /// 32 direction numbers of each dimension.
    private let directions: [[UInt32]]
    /// What scrambles each dimension.
    private let seeds: [UInt32]

    /// The sequence of `count` dimensions that belongs to a seed; the same seed gives the same points everywhere.
    ///
    /// - Precondition: count is in 1...``dimensions``.
    init(count: Int, seed: UInt64) {
        precondition((1...Self.dimensions).contains(count), "the table has numbers for 1 to 64 dimensions")
        directions = (0..<count).map(Self.directionNumbers)
        seeds = (0..<count).map { UInt32(truncatingIfNeeded: seed.mixed(with: UInt64($0)) >> 32) }
    }

    /// The point of a place in the sequence, each share in 0..<1. O(dimensions × 32).
    func point(_ place: Int) -> [Double] {
        zip(directions, seeds).map { numbers, seed in
            Double(Self.scrambled(Self.unscrambled(UInt32(truncatingIfNeeded: place), numbers), seed)) * 0x1p-32
        }
    }

    /// The bits of a coordinate before scrambling, the first after the binary point being the highest.
    static func unscrambled(_ place: UInt32, _ numbers: [UInt32]) -> UInt32 {
        var bits = UInt32(0)
        for digit in 0..<32 where place >> UInt32(digit) & 1 == 1 { bits ^= numbers[digit] }
        return bits
    }

    /// The direction numbers of a dimension by the recurrence of its polynomial.
    static func directionNumbers(_ dimension: Int) -> [UInt32] {
        guard dimension > 0 else { return (0..<32).map { 1 << UInt32(31 - $0) } }
        let (polynomial, initial) = numbers[dimension - 1]
        let degree = initial.count
        var result = initial.enumerated().map { $1 << UInt32(31 - $0) }
        for place in degree..<32 {
            var number = result[place - degree] ^ (result[place - degree] >> UInt32(degree))
            for term in 1..<degree where polynomial >> UInt32(degree - term) & 1 == 1 {
                number ^= result[place - term]
            }
            result.append(number)
        }
        return result
    }

    /// Permutes every dyadic interval: a hash in which a bit depends on the bits above it only.
    private static func scrambled(_ bits: UInt32, _ seed: UInt32) -> UInt32 {
        var x = bits.bitReversed
        x ^= x &* 0x3D20_ADEA
        x = x &+ seed
        x = x &* (seed >> 16 | 1)
        x ^= x &* 0x0552_6C56
        x ^= x &* 0x53A2_2864
        return x.bitReversed
    }
}

extension UInt32 {
    /// The bits in the opposite order.
    fileprivate var bitReversed: UInt32 {
        var x = self
        x = (x >> 1 & 0x5555_5555) | (x & 0x5555_5555) << 1
        x = (x >> 2 & 0x3333_3333) | (x & 0x3333_3333) << 2
        x = (x >> 4 & 0x0F0F_0F0F) | (x & 0x0F0F_0F0F) << 4
        return x.byteSwapped
    }
}
