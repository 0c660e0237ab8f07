import Testing

/// Expects two series to agree in every na and, elsewhere, within a bound; names the first bar that does not.
func expectSame(
    _ name: String, _ got: [Double], _ wanted: [Double], within bound: (_ bar: Int) -> Double = { _ in 0 },
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(got.count == wanted.count, "\(name): length", sourceLocation: sourceLocation)
    let firstWrong = zip(got, wanted).enumerated().first { bar, pair in
        if pair.0.isNaN || pair.1.isNaN { return pair.0.isNaN != pair.1.isNaN }
        return !((pair.0 - pair.1).magnitude <= bound(bar))
    }
    if let (bar, (value, reference)) = firstWrong {
        let allowed = bound(bar)
        Issue.record(
            "\(name), bar \(bar): \(value), expected \(reference), off by \(value - reference), allowed \(allowed)",
            sourceLocation: sourceLocation)
    }
}
