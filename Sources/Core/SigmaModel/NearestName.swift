/// Finds the known name that a mistyped one most likely meant.
public enum NearestName {
    /// The closest of `names` within a third of the text's length in edits, or nil.
    ///
    /// Source: Levenshtein distance (1966). O(length² × names).
    public static func of(_ text: String, in names: [String]) -> String? {
        let limit = max(1, text.count / 3)
        let ranked = names.map { (name: $0, edits: distance(Array(text.utf8), Array($0.utf8))) }
        guard let best = ranked.min(by: { $0.edits < $1.edits }), best.edits <= limit else { return nil }
        return best.name
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let substituted = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
