internal import SigmaModel

/// How long events take from a feed's hand-over through the engine; written by its thread, read by any.
package final class EngineMeters: Sendable {
    package init() {}

    @inline(__always)
    func decided(after span: TimeSpan) {}

    @inline(__always)
    func effected(after span: TimeSpan) {}
}
