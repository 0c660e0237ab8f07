package import SigmaModel

/// Tells a person.
package protocol Notifier: Sendable {
    /// Delivers a message, or throws when it could not be delivered.
    func send(_ notification: Notification) async throws
}

/// Something that a person should know.
package struct Notification: Hashable, Sendable {
    /// How much it matters.
    package enum Severity: UInt8, Sendable, CaseIterable {
        case information
        case warning
        case critical
    }

    /// When it happened.
    package var time: Timestamp
    /// How much it matters.
    package var severity: Severity
    /// One line.
    package var title: String
    /// What happened and what to do; never a secret.
    package var text: String

    package init(time: Timestamp, severity: Severity, title: String, text: String) {
        self.time = time
        self.severity = severity
        self.title = title
        self.text = text
    }
}
