import SigmaAnalytics

/// A metric's value as the report writes it.
struct MetricText {
    /// The value, `∞`, or a dash.
    let value: Bilingual
    /// Why there is no value.
    let reason: Bilingual?

    /// The text of a metric in its unit.
    init(_ metric: Metric, _ unit: MetricDescription.Unit, currency: String) {
        switch metric {
        case .value(let number):
            value = MetricText.text(number, unit, currency: currency)
            reason = nil
        case .infinite:
            value = Bilingual("∞")
            reason = nil
        case .undefined(let why):
            value = Bilingual(NumberText.missing)
            reason = Bilingual(why.english, why.korean)
        }
    }

    private static func text(_ number: Double, _ unit: MetricDescription.Unit, currency: String) -> Bilingual {
        switch unit {
        case .percent: Bilingual(NumberText.percent(number))
        case .ratio: Bilingual(NumberText.ratio(number))
        case .money: Bilingual(NumberText.money(number, currency: currency) + "\u{A0}" + currency)
        case .count: Bilingual(NumberText.count(number))
        case .duration: NumberText.duration(number)
        }
    }
}
