package import Logging
package import SigmaPorts

/// Tells a person through the program's log: the notifier that needs nothing.
package struct LogNotifier: Notifier {
    private let logger: Logger

    package init(_ logger: Logger) { self.logger = logger }

    package func send(_ notification: Notification) async throws {
        let level: Logger.Level =
            switch notification.severity {
            case .information: .info
            case .warning: .warning
            case .critical: .critical
            }
        logger.log(
            level: level, "\(notification.title)",
            metadata: ["text": "\(notification.text)", "time": "\(notification.time)"])
    }
}
