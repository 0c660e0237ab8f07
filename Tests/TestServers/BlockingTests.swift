import Dispatch
import Foundation
import Synchronization
package import Testing

/// Gives tests that block while they wait for other processes threads of their own.
///
/// Tests share a pool of as many threads as the machine has cores. One that blocks a thread of it keeps every other test
/// waiting, those that have begun and have a time limit among them.
package struct BlockingTests: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(SpareThreads.shared, operation: function)
    }
}

extension Trait where Self == BlockingTests {
    /// These tests block their threads.
    package static var blocking: BlockingTests { BlockingTests() }
}

/// Runs every job at once, on a thread that has nothing to do or on a new one.
private final class SpareThreads: TaskExecutor {
    static let shared = SpareThreads()

    /// Threads that wait for work, and the work.
    private struct Work {
        var jobs: [UnownedJob] = []
        var idle = 0
    }

    private let work = Mutex(Work())
    private let bell = DispatchSemaphore(value: 0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let needsThread = work.withLock { work in
            work.jobs.append(job)
            guard work.idle == 0 else {
                work.idle -= 1
                return false
            }
            return true
        }
        if needsThread { Thread.detachNewThread { self.run() } } else { bell.signal() }
    }

    private func run() {
        while true {
            let job = work.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
            job?.runSynchronously(on: asUnownedTaskExecutor())
            let isDone = work.withLock { work in
                if !work.jobs.isEmpty { return false }
                work.idle += 1
                return true
            }
            if isDone { bell.wait() }
        }
    }
}
