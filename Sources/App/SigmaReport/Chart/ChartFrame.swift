/// One chart: grid and labels that keep their size, and paths that stretch with the page.
///
/// Everything is placed in shares of the width and height, so that the same source fits a phone, a desktop and paper without a
/// script. Labels of values stand to the right of the plot, those of time below it.
struct ChartFrame: Sendable {
    var time: TimeScale
    var value: ValueScale
    /// How many labels each axis may have.
    var mostTimeTicks = 8
    var mostValueTicks = 6

    /// An element that holds everything of a plot; `overlay` is drawn last, in percent of the plot.
    static func plot(label: String, height: String, _ content: [Markup], overlay: Markup = .none) -> Markup {
        "<svg class=\"plot \(height)\" role=\"img\" aria-label=\"\(label)\">\(content)\(overlay)</svg>\n"
    }

    /// Paths, stretched to the plot.
    static func paths(_ paths: Markup) -> Markup {
        "<svg class=\"stretch\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">\(paths)</svg>"
    }

    static func path(_ path: PathText, class name: String) -> Markup {
        "<path class=\"\(name)\" d=\"\(path.source)\"/>"
    }

    /// Horizontal lines with their values.
    func valueGrid(class name: String = "", format: (Double, _ places: Int) -> String) -> Markup {
        let (values, places) = value.ticks(most: mostValueTicks)
        let lines = values.map { tick -> Markup in
            let y = value.place(tick)
            let kind = tick == 0 ? "zero" : ""
            return """
                <line class="\(kind)" x2="100%" y1="\(share: y)" y2="\(share: y)"/>\
                <text x="100%" dx="8" dy="4" y="\(share: y)">\(format(tick, places))</text>
                """
        }
        return "<g class=\"grid values \(name)\">\(lines)</g>"
    }

    /// Vertical lines, with dates below unless another plot underneath has them. Every other label is left out on a phone.
    func timeGrid(isLabelled: Bool = true) -> Markup {
        let lines = time.ticks(most: mostTimeTicks).enumerated().map { index, tick -> Markup in
            let x = time.place(tick.time)
            let line: Markup = "<line y2=\"100%\" x1=\"\(share: x)\" x2=\"\(share: x)\"/>"
            guard isLabelled, x > 0.02, x < 0.98 else { return line }
            let kind = index % 2 == 0 ? "" : "minor"
            return line + "<text class=\"\(kind)\" x=\"\(share: x)\" y=\"100%\" dy=\"18\">\(tick.label)</text>"
        }
        return "<g class=\"grid times\">\(lines)</g>"
    }
}
