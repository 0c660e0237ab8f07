import Synchronization

/// Keeps what it is told, in order, from any task.
final class Recorder<Entry: Sendable>: Sendable {
    private let state = Mutex<[Entry]>([])

    var entries: [Entry] { state.withLock { $0 } }

    func append(_ entry: Entry) { state.withLock { $0.append(entry) } }

    /// Returns when so many entries are there.
    func untilCount(_ count: Int) async {
        while state.withLock({ $0.count }) < count { await Task.yield() }
    }
}
