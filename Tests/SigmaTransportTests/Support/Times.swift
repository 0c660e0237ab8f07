import SigmaModel

/// Milliseconds, as tests write spans.
func ms(_ count: Int64) -> TimeSpan { TimeSpan(milliseconds: count) }

extension SplitMix64 {
    /// A number of a closed range.
    mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// Whether a chance of one in `count` came.
    mutating func oneIn(_ count: Int) -> Bool { pick(1...count) == 1 }
}
