/// The path data of SVG, in a square of 1,000 units that the page stretches to the chart's size.
struct PathText: Sendable {
    /// The side of the square.
    static let side = 1_000.0

    private(set) var source = ""

    /// A line through places given as shares of width and height.
    static func line(_ points: some Sequence<(x: Double, y: Double)>) -> PathText {
        var path = PathText()
        for point in points { path.source.isEmpty ? path.move(point.x, point.y) : path.line(point.x, point.y) }
        return path
    }

    /// The area between a line and a height.
    static func area(_ points: [(x: Double, y: Double)], downTo base: Double) -> PathText {
        guard let first = points.first, let last = points.last else { return PathText() }
        return line([(first.x, base)] + points + [(last.x, base)]).closed
    }

    mutating func move(_ x: Double, _ y: Double) { source += "M" + PathText.pair(x, y) }
    mutating func line(_ x: Double, _ y: Double) { source += "L" + PathText.pair(x, y) }
    mutating func vertical(to y: Double) { source += "V" + PathText.number(y) }

    /// A box that stands on the lower edge.
    mutating func box(_ left: Double, _ right: Double, top: Double) {
        move(left, top)
        source += "H" + PathText.number(right) + "V1000H" + PathText.number(left) + "Z"
    }

    var closed: PathText {
        var path = self
        path.source += "Z"
        return path
    }

    private static func pair(_ x: Double, _ y: Double) -> String { number(x) + " " + number(y) }

    private static func number(_ share: Double) -> String { NumberText.coordinate(share * side, places: 1) }
}
