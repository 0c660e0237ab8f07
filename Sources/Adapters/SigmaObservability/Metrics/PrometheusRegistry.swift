internal import Synchronization

/// The program's metrics, in families, for Prometheus.
///
/// Instruments are made once, under a lock, and then held by whoever counts; asking twice for the same name and labels
/// gives the same instrument. A name that is taken by another kind, and series beyond ``seriesLimit``, give instruments
/// that count but are not shown; ``refused`` says how often.
package final class PrometheusRegistry: Sendable {
    /// The most series of one family: labels with unbounded values would eat the memory of the program and of Prometheus.
    package static let seriesLimit = 2_000
    /// Upper bounds in seconds for durations from ten microseconds to ten seconds.
    package static let secondsBounds: [Double] = [
        0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
        0.5, 1, 2.5, 5, 10,
    ]
    /// Upper bounds for sizes and other amounts without a unit.
    package static let amountBounds: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000, 1_000_000]

    /// What a family holds, as `# TYPE` names it.
    package enum Kind: String, Sendable {
        case counter
        case gauge
        case histogram
        case summary
    }

    /// What is behind one series.
    enum Instrument: Sendable {
        case counter(MetricCounter)
        case sum(MetricSum)
        case gauge(MetricGauge)
        case histogram(MetricHistogram)
        case observed(@Sendable () -> Double)
        case latency(LatencyRecorder)
    }

    struct Family: Sendable {
        var kind: Kind
        var help: String
        /// By the text of the labels.
        var series: [String: Instrument] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    private let refusals = MetricCounter()

    /// A registry that shows how many instruments it refused, and nothing else yet.
    package init() {
        let refusals = refusals
        families.withLock {
            $0["sigma_metrics_refused_total"] = Family(
                kind: .counter, help: "Instruments not shown: a name taken by another kind, or too many series.",
                series: ["": .counter(refusals)])
        }
    }

    /// How many instruments were refused.
    package var refused: UInt64 { refusals.value }

    /// A count; the name should end in `_total`.
    package func counter(_ name: String, _ help: String, labels: [(String, String)] = []) -> MetricCounter {
        let made = register(name, .counter, help, labels) { .counter(MetricCounter()) }
        if case .counter(let counter) = made { return counter }
        return refusing(MetricCounter())
    }

    /// A sum of fractions; the name should end in `_total`.
    package func sum(_ name: String, _ help: String, labels: [(String, String)] = []) -> MetricSum {
        let made = register(name, .counter, help, labels) { .sum(MetricSum()) }
        if case .sum(let sum) = made { return sum }
        return refusing(MetricSum())
    }

    /// A value that rises and falls.
    package func gauge(_ name: String, _ help: String, labels: [(String, String)] = []) -> MetricGauge {
        let made = register(name, .gauge, help, labels) { .gauge(MetricGauge()) }
        if case .gauge(let gauge) = made { return gauge }
        return refusing(MetricGauge())
    }

    /// A distribution; bounds are in the name's unit, seconds by default.
    package func histogram(
        _ name: String, _ help: String, labels: [(String, String)] = [],
        bounds: [Double] = PrometheusRegistry.secondsBounds
    ) -> MetricHistogram {
        let made = register(name, .histogram, help, labels, reserved: ["le"]) {
            .histogram(MetricHistogram(bounds: bounds))
        }
        if case .histogram(let histogram) = made { return histogram }
        return refusing(MetricHistogram(bounds: bounds))
    }

    /// A value that is asked for at each scrape; the closure must be quick and must not use the registry.
    package func observe(
        _ name: String, _ help: String, _ kind: Kind = .gauge, labels: [(String, String)] = [],
        value: @escaping @Sendable () -> Double
    ) {
        precondition(kind == .gauge || kind == .counter, "only gauges and counters are single values")
        if register(name, kind, help, labels, make: { .observed(value) }) == nil { refusals.increment() }
    }

    /// The quantiles of a recorder in seconds; the name should end in `_seconds`.
    package func summary(
        _ name: String, _ help: String, labels: [(String, String)] = [], of recorder: LatencyRecorder
    ) {
        let made = register(name, .summary, help, labels, reserved: ["quantile"]) { .latency(recorder) }
        if made == nil { refusals.increment() }
    }

    /// Removes the series of an instrument.
    func remove(where matches: (Instrument) -> Bool) {
        families.withLock { families in
            for (name, family) in families where family.series.values.contains(where: matches) {
                let rest = family.series.filter { !matches($0.value) }
                families[name]?.series = rest
                if rest.isEmpty { families[name] = nil }
            }
        }
    }

    /// The families by name.
    var snapshot: [(name: String, family: Family)] {
        families.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The series of a name and labels, made when it is new; nil when it cannot be.
    private func register(
        _ name: String, _ kind: Kind, _ help: String, _ labels: [(String, String)], reserved: Set<String> = [],
        make: () -> Instrument
    ) -> Instrument? {
        let name = MetricNames.metric(name)
        let text = MetricNames.labels(labels, reserved: reserved)
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind, help: help)
            guard family.kind == kind, !collides(name, kind, families) else { return nil }
            if let known = family.series[text] { return known }
            guard family.series.count < PrometheusRegistry.seriesLimit else { return nil }
            let instrument = make()
            family.series[text] = instrument
            families[name] = family
            return instrument
        }
    }

    /// Whether a sample of a histogram or summary would have another family's name.
    private func collides(_ name: String, _ kind: Kind, _ families: [String: Family]) -> Bool {
        let suffixes = ["_bucket", "_sum", "_count"]
        if kind == .histogram || kind == .summary { return suffixes.contains { families[name + $0] != nil } }
        return suffixes.contains { suffix in
            guard name.hasSuffix(suffix), let base = families[String(name.dropLast(suffix.count))] else { return false }
            return base.kind == .histogram || base.kind == .summary
        }
    }

    private func refusing<Refused>(_ instrument: Refused) -> Refused {
        refusals.increment()
        return instrument
    }
}
