import Foundation
import Synchronization

/// A client of a blocking C library, which only its own thread touches.
protocol ThreadClient: AnyObject, SendableMetatype {
    /// Does what is due and reads what has come; returns after how many milliseconds something is due next.
    func step() -> Int
    /// The socket that wakes the thread when something has come; nil without a connection.
    var descriptor: Int32? { get }
    /// Frees the connection; the last call.
    func close()
}

/// The thread of a blocking client: it runs what tasks ask and, between, looks after the connection.
///
/// A server that is gone or frozen holds up this thread only, and no longer than the client's own time limits. SIGPIPE is
/// blocked on the thread, so that writing to a closed socket is an error there and not the end of the process.
final class ClientThread<Client: ThreadClient>: Sendable {
    /// Something to run; without a client when the thread has ended.
    private typealias Work = @Sendable (Client?) -> Void

    private struct State {
        var works: [Work] = []
        var isClosing = false
        var hasEnded = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let wakeOutput: Int32
    private let wakeInput: Int32

    /// Starts the thread and makes its client there.
    init(_ name: String, make: @escaping @Sendable () -> Client) {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "no file descriptors left for a thread's wake-up pipe")
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (wakeOutput, wakeInput) = (ends[0], ends[1])
        let thread = Thread { self.run(make()) }
        thread.name = name
        thread.start()
    }

    /// Runs something on the thread and returns what it gave; nil when the thread is closed.
    func perform<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable (Client) throws(Failure) -> Value
    ) async -> Result<Value, Failure>? {
        await withCheckedContinuation { continuation in
            let work: Work = { client in
                guard let client else { return continuation.resume(returning: nil) }
                let result: Result<Value, Failure>
                do throws(Failure) {
                    result = .success(try body(client))
                } catch {
                    result = .failure(error)
                }
                continuation.resume(returning: result)
            }
            let isAccepted = state.withLock { state in
                guard !state.isClosing else { return false }
                state.works.append(work)
                wake()
                return true
            }
            if !isAccepted { work(nil) }
        }
    }

    /// Makes the thread look after its client now.
    func ring() {
        state.withLock { state in
            if !state.hasEnded { wake() }
        }
    }

    /// Makes the thread end when it has run what it was asked before.
    func stop() {
        state.withLock { state in
            state.isClosing = true
            if !state.hasEnded { wake() }
        }
    }

    /// Ends the thread and returns when the connection is closed.
    func close() async {
        stop()
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.closers.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func wake() {
        var byte: UInt8 = 1
        _ = write(wakeInput, &byte, 1)
    }

    private func run(_ client: Client) {
        blockBrokenPipeSignal()
        while true {
            let (works, isClosing) = state.withLock { state in
                defer { state.works = [] }
                return (state.works, state.isClosing)
            }
            for work in works { work(client) }
            if isClosing { break }
            if works.isEmpty || !hasWork { wait(client, milliseconds: client.step()) }
        }
        client.close()
        let (rest, closers) = state.withLock { state in
            state.hasEnded = true
            Foundation.close(wakeOutput)
            Foundation.close(wakeInput)
            return (state.works, state.closers)
        }
        for work in rest { work(nil) }
        for closer in closers { closer.resume() }
    }

    private var hasWork: Bool { state.withLock { !$0.works.isEmpty || $0.isClosing } }

    private func wait(_ client: Client, milliseconds: Int) {
        var descriptors = [pollfd(fd: wakeOutput, events: Int16(POLLIN), revents: 0)]
        if let socket = client.descriptor {
            descriptors.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
        }
        _ = poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: max(0, milliseconds)))
        var bytes: [UInt8] = Array(repeating: 0, count: 64)
        while read(wakeOutput, &bytes, bytes.count) == bytes.count {}
    }

    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
