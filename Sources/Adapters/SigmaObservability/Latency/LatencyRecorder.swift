internal import Synchronization

/// Durations that one thread records while others read, without a lock for the one that records.
///
/// The writer fills one of two histograms; a reader makes it turn to the other, waits the few nanoseconds until no
/// recording is under way in the first, and empties it into the total. Recording is two atomic additions and one count.
///
/// Source: Gil Tene, WriterReaderPhaser (https://github.com/HdrHistogram/HdrHistogram).
package final class LatencyRecorder: Sendable {
    /// Recordings that began; negative in odd phases.
    private let begun = Atomic<Int>(0)
    /// Recordings that ended in even phases.
    private let evenEnded = Atomic<Int>(0)
    /// Recordings that ended in odd phases.
    private let oddEnded = Atomic<Int>(.min)
    /// Touched by the writer in even phases, by readers in odd ones.
    private nonisolated(unsafe) var even = LatencyHistogram()
    /// Touched by the writer in odd phases, by readers in even ones.
    private nonisolated(unsafe) var odd = LatencyHistogram()
    private let total = Mutex(LatencyHistogram())

    /// A recorder without durations.
    package init() {}

    /// Counts a duration. Only one thread at a time may record.
    package func record(nanoseconds: Int64) {
        let ticket = begun.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
        if ticket < 0 {
            odd.record(nanoseconds: nanoseconds)
            oddEnded.wrappingAdd(1, ordering: .releasing)
        } else {
            even.record(nanoseconds: nanoseconds)
            evenEnded.wrappingAdd(1, ordering: .releasing)
        }
    }

    /// Everything recorded so far, or since it was taken. Readers wait for one another, never the writer for them.
    package func snapshot() -> LatencyHistogram {
        total.withLock { total in
            collect(into: &total)
            return total
        }
    }

    /// Everything recorded since it was last taken; what comes later is counted anew.
    package func take() -> LatencyHistogram {
        total.withLock { total in
            collect(into: &total)
            defer { total.reset() }
            return total
        }
    }

    /// Makes the writer turn to the other histogram and empties the one it leaves.
    private func collect(into total: inout LatencyHistogram) {
        if begun.load(ordering: .relaxed) < 0 {
            evenEnded.store(0, ordering: .relaxed)
            let last = begun.exchange(0, ordering: .acquiringAndReleasing)
            while oddEnded.load(ordering: .acquiring) != last {}
            total.merge(odd)
            odd.reset()
        } else {
            oddEnded.store(.min, ordering: .relaxed)
            let last = begun.exchange(.min, ordering: .acquiringAndReleasing)
            while evenEnded.load(ordering: .acquiring) != last {}
            total.merge(even)
            even.reset()
        }
    }
}
