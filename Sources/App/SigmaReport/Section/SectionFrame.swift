/// The parts that sections share.
enum SectionFrame {
    /// A titled section; the note under the title says how to read it.
    static func section(
        id: String, _ title: Bilingual, note: Bilingual? = nil, tools: Markup = .none, _ content: Markup
    ) -> Markup {
        let text: Markup = note.map { "<p class=\"note\">\($0)</p>" } ?? .none
        return """
            <section id="\(id)" aria-labelledby="\(id)-title">
            <div class="head"><div><h2 id="\(id)-title">\(title)</h2>\(text)</div>\(tools)</div>
            \(content)
            </section>

            """
    }

    /// What a section shows instead of its content when there is none.
    static func empty(_ reason: Bilingual) -> Markup { "<p class=\"empty\">\(reason)</p>" }

    /// Keys of a chart's marks: class of the mark, and what it stands for.
    static func legend(_ entries: [(mark: String, text: Bilingual)]) -> Markup {
        let keys = entries.map { entry -> Markup in "<span><i class=\"key \(entry.mark)\"></i>\(entry.text)</span>" }
        return "<div class=\"legend\">\(keys)</div>"
    }

    /// A table that scrolls sideways by itself where it is too wide, so that the page never does.
    static func table(_ head: [Bilingual], _ rows: [Markup], class name: String = "") -> Markup {
        let cells = head.map { title -> Markup in "<th scope=\"col\">\(title)</th>" }
        return """
            <div class="scroll" tabindex="0"><table class="\(name)"><thead><tr>\(cells)</tr></thead>
            <tbody>
            \(rows)</tbody></table></div>
            """
    }

    /// The class that colours a number by its sign.
    static func tone(_ value: Double) -> String { value > 0 ? "gain" : value < 0 ? "loss" : "" }
}
