package import SigmaModel
internal import Synchronization

/// How a part of the program is.
package enum HealthState: String, Sendable, CaseIterable {
    /// It has not reported yet.
    case starting
    /// It works.
    case up
    /// It works, with a restriction that a person should know of.
    case degraded
    /// It does not work.
    case down
}

/// A part's last report.
package struct ComponentHealth: Hashable, Sendable {
    /// The part's name, such as `journal`.
    package let name: String
    /// Whether the program is of no use without it.
    package let isEssential: Bool
    /// How it is.
    package let state: HealthState
    /// Why it is not up; never a secret.
    package let cause: String
    /// When it came into this state.
    package let since: Timestamp
}

/// Collects what each part of the program reports of itself.
///
/// Any thread may report and read; a report takes a short lock and is no part of the event path.
package final class HealthRegistry: Sendable {
    private let components = Mutex<[String: ComponentHealth]>([:])

    /// A registry without parts.
    package init() {}

    /// Announces a part that has not reported yet; until it has, the program is not ready.
    package func register(_ name: String, isEssential: Bool = true, at time: Timestamp) {
        components.withLock {
            $0[name] = ComponentHealth(
                name: name, isEssential: isEssential, state: .starting, cause: "", since: time)
        }
    }

    /// A part's new state; the time of the change stays when only the cause is new.
    package func report(_ name: String, _ state: HealthState, cause: String = "", at time: Timestamp) {
        components.withLock {
            let last = $0[name]
            let since = last?.state == state ? last?.since : nil
            $0[name] = ComponentHealth(
                name: name, isEssential: last?.isEssential ?? true, state: state, cause: cause, since: since ?? time)
        }
    }

    /// The parts by name.
    package var all: [ComponentHealth] { components.withLock { $0.values.sorted { $0.name < $1.name } } }

    /// The program as a whole: as bad as its worst essential part, and degraded when any other part is not up.
    package var overall: HealthState {
        let parts = all
        let essential = parts.filter(\.isEssential).map(\.state)
        if essential.contains(.down) { return .down }
        if essential.contains(.starting) { return .starting }
        return parts.allSatisfy { $0.state == .up } ? .up : .degraded
    }

    /// Whether the program does its work: every essential part is up, or degraded.
    package var isReady: Bool { [.up, .degraded].contains(overall) }
}
