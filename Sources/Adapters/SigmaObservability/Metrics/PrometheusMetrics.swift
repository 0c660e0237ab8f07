package import CoreMetrics

/// Makes the registry the backend of swift-metrics, for libraries that count through it.
///
/// Names get the endings of Prometheus: counters `_total`, timers `_seconds`.
package struct PrometheusMetrics: MetricsFactory {
    private let registry: PrometheusRegistry

    /// A backend that adds to a registry.
    package init(_ registry: PrometheusRegistry) { self.registry = registry }

    /// Makes this the backend of everything that asks swift-metrics; once per process.
    package func bootstrap() { MetricsSystem.bootstrap(self) }

    private func name(_ label: String, _ ending: String) -> String {
        let name = MetricNames.metric(label)
        return name.hasSuffix(ending) ? name : name + ending
    }

    private func help(_ label: String) -> String { "Reported by a library as \(label)." }

    /// A count of whole numbers.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        registry.counter(name(label, "_total"), help(label), labels: dimensions)
    }

    /// A count of fractions.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        registry.sum(name(label, "_total"), help(label), labels: dimensions)
    }

    /// A value that rises and falls.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        registry.gauge(label, help(label), labels: dimensions)
    }

    /// A distribution, or the last value.
    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else { return registry.gauge(label, help(label), labels: dimensions) }
        return registry.histogram(
            label, help(label), labels: dimensions, bounds: PrometheusRegistry.amountBounds)
    }

    /// A distribution of durations in seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        registry.histogram(name(label, "_seconds"), help(label), labels: dimensions)
    }

    /// No longer shows the series.
    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    /// No longer shows the series.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    /// No longer shows the series.
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    /// No longer shows the series.
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    /// No longer shows the series.
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func remove(_ handler: any AnyObject) {
        registry.remove { instrument in
            switch instrument {
            case .counter(let counter): counter === handler
            case .sum(let sum): sum === handler
            case .gauge(let gauge): gauge === handler
            case .histogram(let histogram): histogram === handler
            case .observed, .latency: false
            }
        }
    }
}

extension MetricCounter: CounterHandler {}

extension MetricSum: FloatingPointCounterHandler {}

extension MetricGauge: MeterHandler, RecorderHandler {
    /// Adds an amount.
    package func increment(by amount: Double) { add(amount) }
    /// Takes an amount away.
    package func decrement(by amount: Double) { add(-amount) }
    /// Sets the value.
    package func record(_ value: Int64) { set(value) }
    /// Sets the value.
    package func record(_ value: Double) { set(value) }
}

extension MetricHistogram: RecorderHandler, TimerHandler {
    /// Counts an observation.
    package func record(_ value: Int64) { observe(Double(value)) }
    /// Counts an observation.
    package func record(_ value: Double) { observe(value) }
    /// Counts a duration in a histogram of seconds.
    package func recordNanoseconds(_ duration: Int64) { observe(nanoseconds: duration) }
}
