import CoreMetrics
import SigmaObservability
import Testing

@Suite("Metrics")
struct MetricsTests {
    /// The exposition without the registry's own counter.
    static func text(_ registry: PrometheusRegistry) -> String {
        registry.exposition().split(separator: "\n").filter { !$0.contains("sigma_metrics_refused_total") }
            .joined(separator: "\n")
    }

    @Test("families are grouped and ordered, series ordered within, whatever the order of registration")
    func exposition() {
        let registry = PrometheusRegistry()
        registry.counter("z_total", "Last.", labels: [("b", "2"), ("a", "1")]).increment(by: 3)
        registry.gauge("a_bytes", "First.").set(1.5)
        registry.counter("z_total", "Ignored.", labels: [("a", "0")]).increment()
        let histogram = registry.histogram("m_seconds", "Middle.", labels: [("v", "x")], bounds: [0.1, 1])
        for value in [0.1, 0.05, 0.5, 7] { histogram.observe(value) }
        #expect(
            Self.text(registry) == """
                # HELP a_bytes First.
                # TYPE a_bytes gauge
                a_bytes 1.5
                # HELP m_seconds Middle.
                # TYPE m_seconds histogram
                m_seconds_bucket{v="x",le="0.1"} 2
                m_seconds_bucket{v="x",le="1"} 3
                m_seconds_bucket{v="x",le="+Inf"} 4
                m_seconds_sum{v="x"} 7.65
                m_seconds_count{v="x"} 4
                # HELP z_total Last.
                # TYPE z_total counter
                z_total{a="0"} 1
                z_total{a="1",b="2"} 3
                """)
        #expect(registry.exposition().hasSuffix("\n"))
    }

    @Test("the same name and labels are the same instrument, in any order of labels")
    func identity() {
        let registry = PrometheusRegistry()
        let first = registry.counter("a_total", "A.", labels: [("x", "1"), ("y", "2")])
        #expect(registry.counter("a_total", "A.", labels: [("y", "2"), ("x", "1")]) === first)
        #expect(registry.counter("a_total", "A.", labels: [("y", "2")]) !== first)
    }

    @Test("values are written as Go reads them")
    func numbers() {
        let registry = PrometheusRegistry()
        let cases: [(Double, String)] = [
            (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0, "0"), (-2, "-2"), (1e21, "1e+21"),
            (0.1, "0.1"), (1e-9, "1e-09"), (123_456_789, "123456789"),
        ]
        let gauge = registry.gauge("g", "G.")
        for (value, text) in cases {
            gauge.set(value)
            #expect(Self.text(registry).hasSuffix("\ng \(text)"), "\(value)")
        }
    }

    @Test("names are made valid, labels and help escaped")
    func escaping() {
        let registry = PrometheusRegistry()
        registry.gauge("1 http.requests", "a\\b\nc", labels: [("__name", "q\"\\\n한"), ("x-y", ""), ("x.y", "lost")])
            .set(1)
        registry.histogram("h", "H.", labels: [("le", "9")], bounds: [1]).observe(1)
        let text = Self.text(registry)
        #expect(text.hasPrefix("# HELP _1_http_requests a\\\\b\\nc\n"))
        #expect(text.contains("_1_http_requests{exported__name=\"q\\\"\\\\\\n한\",x_y=\"\"} 1"))
        #expect(text.contains("h_bucket{exported_le=\"9\",le=\"1\"} 1"))
    }

    @Test("a taken name and too many series give instruments that are counted, not shown")
    func refusals() {
        let registry = PrometheusRegistry()
        registry.gauge("a", "A.").set(1)
        registry.counter("a", "A.").increment()
        _ = registry.histogram("h_seconds", "H.")
        registry.gauge("h_seconds_count", "Collides with a sample of the histogram.").set(9)
        #expect(registry.refused == 2)
        for index in 0..<(PrometheusRegistry.seriesLimit + 5) {
            registry.counter("many_total", "Many.", labels: [("i", "\(index)")]).increment()
        }
        #expect(registry.refused == 7)
        let text = registry.exposition()
        #expect(text.contains("\na 1\n") && !text.contains("h_seconds_count 9"))
        #expect(text.contains("sigma_metrics_refused_total 7\n"))
    }

    @Test("no increment of many threads is lost")
    func threads() async {
        let registry = PrometheusRegistry()
        let counter = registry.counter("c_total", "C.")
        let gauge = registry.gauge("g", "G.")
        let histogram = registry.histogram("h", "H.", bounds: [0.5])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for index in 0..<5_000 {
                        counter.increment()
                        gauge.add(index % 2 == 0 ? 3 : -1)
                        histogram.observe(Double(index % 2))
                    }
                }
            }
        }
        #expect(counter.value == 40_000)
        #expect(gauge.value == 40_000)
        let text = registry.exposition()
        #expect(text.contains("h_bucket{le=\"0.5\"} 20000\nh_bucket{le=\"+Inf\"} 40000\nh_sum 20000\nh_count 40000\n"))
    }

    @Test("swift-metrics counts through it, with Prometheus' endings, until it destroys")
    func factory() {
        let registry = PrometheusRegistry()
        let factory = PrometheusMetrics(registry)
        let counter = Counter(label: "http.requests", dimensions: [("code", "200")], factory: factory)
        counter.increment(by: 2)
        counter.increment(by: -5)
        FloatingPointCounter(label: "work", dimensions: [], factory: factory).increment(by: 0.5)
        Timer(label: "latency", dimensions: [], preferredDisplayUnit: .seconds, factory: factory)
            .recordNanoseconds(2_000_000)
        let meter = Meter(label: "depth", dimensions: [], factory: factory)
        meter.set(5)
        meter.decrement(by: 2)
        Recorder(label: "size", dimensions: [], aggregate: true, factory: factory).record(7)
        let text = registry.exposition()
        for line in [
            "http_requests_total{code=\"200\"} 2", "work_total 0.5", "latency_seconds_bucket{le=\"0.0025\"} 1",
            "latency_seconds_sum 0.002", "depth 3", "size_bucket{le=\"10\"} 1", "# TYPE latency_seconds histogram",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
        counter.destroy()
        #expect(!registry.exposition().contains("http_requests_total"))
    }
}
