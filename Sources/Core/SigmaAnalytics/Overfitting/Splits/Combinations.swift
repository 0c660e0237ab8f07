/// The ways to choose some of n places, each ascending, in lexicographic order; the first is 0, 1, 2, ….
struct Combinations: Sequence, IteratorProtocol {
    private let places: Int
    private var chosen: [Int]
    private var isFresh = true

    /// All choices of `chosen` among `places` places, with 0 ≤ `chosen` ≤ `places`.
    init(of chosen: Int, among places: Int) {
        precondition((0...places).contains(chosen), "one cannot choose more places than there are")
        self.places = places
        self.chosen = Array(0..<chosen)
    }

    /// The next choice, if there is one. O(chosen), amortised O(1).
    mutating func next() -> [Int]? {
        if isFresh {
            isFresh = false
            return chosen
        }
        guard let moving = chosen.indices.last(where: { chosen[$0] < places - chosen.count + $0 }) else { return nil }
        let first = chosen[moving] + 1
        for index in moving..<chosen.count { chosen[index] = first + index - moving }
        return chosen
    }

    /// How many choices there are: n! / (k! (n − k)!); nil beyond Int. O(k).
    static func count(of chosen: Int, among places: Int) -> Int? {
        guard (0...places).contains(chosen) else { return 0 }
        var count = 1
        for step in 0..<Swift.min(chosen, places - chosen) {
            let (product, overflow) = count.multipliedReportingOverflow(by: places - step)
            if overflow { return nil }
            count = product / (step + 1)
        }
        return count
    }
}
