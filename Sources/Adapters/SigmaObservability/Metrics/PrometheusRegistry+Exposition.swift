extension PrometheusRegistry {
    /// The media type of ``exposition()``.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Every family in Prometheus' text format 0.0.4, families and series in order.
    ///
    /// - Complexity: O(series × log series).
    package func exposition() -> String {
        var text = ""
        for (name, family) in snapshot {
            text += "# HELP \(name) \(MetricNames.escaped(family.help, quotes: false))\n"
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, instrument) in family.series.sorted(by: { $0.key < $1.key }) {
                append(instrument, name, labels, to: &text)
            }
        }
        return text
    }

    private func append(_ instrument: Instrument, _ name: String, _ labels: String, to text: inout String) {
        switch instrument {
        case .counter(let counter): line(name, labels, String(counter.value), to: &text)
        case .sum(let sum): line(name, labels, MetricNames.number(sum.value), to: &text)
        case .gauge(let gauge): line(name, labels, MetricNames.number(gauge.value), to: &text)
        case .observed(let value): line(name, labels, MetricNames.number(value()), to: &text)
        case .histogram(let histogram):
            let (cumulative, sum) = histogram.state
            for (bound, count) in zip(histogram.bounds + [.infinity], cumulative) {
                let label = joined(labels, "le=\"\(MetricNames.number(bound))\"")
                line(name + "_bucket", label, String(count), to: &text)
            }
            line(name + "_sum", labels, MetricNames.number(sum), to: &text)
            line(name + "_count", labels, String(cumulative.last ?? 0), to: &text)
        case .latency(let recorder):
            let latency = recorder.snapshot()
            for quantile in [0.5, 0.9, 0.99, 0.999, 1] {
                let value = latency.isEmpty ? .nan : Double(latency.nanoseconds(atQuantile: quantile)) / 1e9
                let label = joined(labels, "quantile=\"\(MetricNames.number(quantile))\"")
                line(name, label, MetricNames.number(value), to: &text)
            }
            line(name + "_sum", labels, MetricNames.number(latency.totalSeconds), to: &text)
            line(name + "_count", labels, String(latency.count), to: &text)
        }
    }

    private func joined(_ labels: String, _ last: String) -> String { labels.isEmpty ? last : "\(labels),\(last)" }

    private func line(_ name: String, _ labels: String, _ value: String, to text: inout String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
}
