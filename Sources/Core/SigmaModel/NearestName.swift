/// Finds the name that somebody probably meant, for error texts.
public enum NearestName {
    /// The known name nearest to a mistyped one; nil when none is near enough to be worth proposing.
    ///
    /// Near is a distance of at most a third of the longer name, or a known name that begins with what was typed.
    /// Capitals do not count; of several equally near names the first wins.
    ///
    /// - Complexity: O(names × length²).
    public static func of(_ typed: String, in names: [String]) -> String? {
        let wanted = typed.lowercased()
        var best: (name: String, distance: Int)?
        for name in names {
            let candidate = name.lowercased()
            let isBeginning = wanted.count >= 3 && candidate.hasPrefix(wanted)
            let distance = isBeginning ? 1 : editDistance(wanted, candidate)
            let isNear = isBeginning || distance * 3 <= max(wanted.count, candidate.count)
            if isNear, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours that turn one text into another.
    ///
    /// - Complexity: O(length²).
    ///
    /// Source: Damerau, "A technique for computer detection and correction of spelling errors", Communications of the
    /// ACM 7/3 (1964), in the restricted form that edits no place twice (optimal string alignment).
    public static func editDistance(_ first: String, _ second: String) -> Int {
        let rows = Array(first)
        let columns = Array(second)
        var beforeLast: [Int] = []
        var last = Array(0...columns.count)
        for (row, letter) in rows.enumerated() {
            var current = [row + 1]
            for (column, other) in columns.enumerated() {
                var cost = min(last[column + 1], current[column]) + 1
                cost = min(cost, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == columns[column - 1], rows[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[columns.count]
    }
}
