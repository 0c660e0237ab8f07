internal import Foundation
package import Logging
package import SigmaModel

/// Where and how log lines are written; makes the loggers of the program and of its libraries.
package struct StructuredLog: Sendable {
    /// How lines look.
    package enum Format: Sendable {
        /// For people: time, level, label, message, `key=value`.
        case text(isColored: Bool)
        /// For programs: one JSON object per line.
        case json
    }

    /// The least important lines that are written.
    package var level: Logger.Level
    /// How lines look.
    package var format: Format
    /// What hides secrets.
    package let redactor: Redactor
    private let output: LogOutput
    let now: @Sendable () -> Timestamp

    /// A log; loggers made from it share its output and redactor.
    package init(
        level: Logger.Level, format: Format, output: LogOutput = .standardError, redactor: Redactor = Redactor(),
        now: @escaping @Sendable () -> Timestamp = StructuredLog.systemTime
    ) {
        self.level = level
        self.format = format
        self.output = output
        self.redactor = redactor
        self.now = now
    }

    /// A logger with a label such as `journal`.
    package func logger(_ label: String) -> Logger {
        Logger(label: label) { StructuredLogHandler(label: $0, log: self) }
    }

    /// Makes this the log of everything that asks swift-log for a logger; once per process.
    package func bootstrap() { LoggingSystem.bootstrap { StructuredLogHandler(label: $0, log: self) } }

    /// The system clock.
    package static let systemTime: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Writes one event as one line.
    func write(_ event: LogEvent, label: String, metadata: Logger.Metadata) {
        let fields = metadata.sorted { $0.key < $1.key }
        switch format {
        case .text(let isColored): output.write(text(event, label: label, fields: fields, isColored: isColored))
        case .json: output.write(json(event, label: label, fields: fields))
        }
    }
}

/// Hands events on with the metadata of their logger.
package struct StructuredLogHandler: LogHandler {
    /// The least important lines of this logger.
    package var logLevel: Logger.Level
    /// What is added to each event.
    package var metadata: Logger.Metadata = [:]
    /// What is added to each event from its surroundings.
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let log: StructuredLog

    /// A handler of a log.
    package init(label: String, log: StructuredLog) {
        self.label = label
        self.log = log
        logLevel = log.level
    }

    /// One value of the logger's own metadata.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an event; its own metadata wins over the surroundings', those over the logger's.
    package func log(event: LogEvent) {
        var fields = metadata
        if let metadataProvider { fields.merge(metadataProvider.get()) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        log.write(event, label: label, metadata: fields)
    }
}
