internal import SigmaModel
package import SigmaObservability

/// How long events take from a feed's hand-over through the engine; written by its thread, read by any.
package final class EngineMeters: Sendable {
    /// From hand-over until the engine has decided.
    package let tickToDecision = LatencyRecorder()
    /// From hand-over until an effect is recorded and may leave the process.
    package let tickToEffect = LatencyRecorder()
    private let decisions: MetricHistogram
    private let effects: MetricHistogram

    /// Meters whose histograms are scraped from a registry.
    package init(_ registry: PrometheusRegistry) {
        decisions = registry.histogram(
            "sigma_tick_to_decision_seconds", "Time from a market event's hand-over until the engine has decided.")
        effects = registry.histogram(
            "sigma_tick_to_effect_seconds",
            "Time from a market event's hand-over until its effects are recorded and may leave the process.")
    }

    @inline(__always)
    func decided(after span: TimeSpan) {
        tickToDecision.record(nanoseconds: span.nanoseconds)
        decisions.observe(nanoseconds: span.nanoseconds)
    }

    @inline(__always)
    func effected(after span: TimeSpan) {
        tickToEffect.record(nanoseconds: span.nanoseconds)
        effects.observe(nanoseconds: span.nanoseconds)
    }
}
