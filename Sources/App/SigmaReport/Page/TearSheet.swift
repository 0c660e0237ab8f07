import SigmaModel

/// The report of one run as a single HTML file that needs nothing else: no network, no fonts, no third-party code.
///
/// Charts are drawn here as SVG, so the page reads and prints without a script; the script adds tooltips, zoom and sorting. Both
/// languages are in the file. The same input gives the same bytes. Charts and lists are bounded, so a run of any length stays
/// below two megabytes.
package struct TearSheet: Sendable {
    private let input: TearSheetInput

    /// A report of these facts.
    package init(_ input: TearSheetInput) { self.input = input }

    /// The page, opening in a language; the reader can change it. O(samples + trades log trades).
    package func html(language: Language) -> String {
        let overview = EquityOverview(input.equity, benchmark: input.benchmark)
        let trades = TradeSelection(input.roundTrips ?? [])
        let equity = EquitySection(input: input, overview: overview)
        let price = PriceSection(input: input, trades: trades)
        let rolling = RollingSharpeSection(input: input)
        let list = TradesSection(input: input, trades: trades)
        let sections: [Markup] = [
            HeaderSection(input: input, overview: overview).markup, CardsSection(input: input).markup,
            FindingsSection(input: input).markup, equity.markup, price.markup, MonthlySection(input: input).markup,
            "<div class=\"columns\">\n", DistributionSection(input: input).markup, rolling.markup, "</div>\n",
            DrawdownSection(input: input).markup, ExcursionSection(input: input, trades: trades).markup,
            CostsSection(input: input).markup, MetricsSection(input: input).markup, list.markup,
            DataSection(input: input).markup, FooterSection(input: input).markup,
        ]
        let data = JSONText.object([
            "whole": NumberText.wholeCurrencies.contains(input.title.currency) ? "true" : "false",
            "charts": JSONText.object(["equity": equity.json, "sharpe": rolling.json]), "price": price.json,
            "trades": list.json,
            "names": JSONText.array(input.instrumentNames.count > 1 ? input.instrumentNames.map(JSONText.string) : []),
        ])
        let body: Markup = """
            <body>
            \(TearSheet.marks)<main>
            \(sections)</main>
            <script type="application/json" id="report">\(Markup(trusted: data))</script>
            <script>\(Markup(trusted: Script.source))</script>
            </body>
            </html>

            """
        return (head(language) + body).source
    }

    private func head(_ language: Language) -> Markup {
        let title = input.title
        return """
            <!DOCTYPE html>
            <html lang="\(language.rawValue)" data-language="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
            script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>\(title.strategy) · \(title.symbol) · \(title.timeframe) — SIGMA</title>
            <style>\(Markup(trusted: StyleSheet.source))</style>
            <script>\(Markup(trusted: Script.beforePaint))</script>
            </head>

            """
    }

    /// The marks of the charts, defined once: entries, exits and losing trades.
    private static let marks: Markup = """
        <svg class="defs" aria-hidden="true"><defs>\
        <path id="m-up" d="M0 1L-5.5 10.5H5.5Z"/><path id="m-down" d="M0 -1L-5.5 -10.5H5.5Z"/>\
        <path id="m-exit" d="M0 -5L5 0L0 5L-5 0Z"/><path id="m-cross" d="M-3 -3L3 3M3 -3L-3 3"/></defs></svg>

        """
}
