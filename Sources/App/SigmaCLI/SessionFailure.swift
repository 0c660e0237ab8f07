internal import SigmaJournal
internal import SigmaPorts
internal import SigmaRuntime

/// An error of the runtime that tells a person what to mend; here it gets its exit code.
protocol SessionFailure: Error {
    var failure: CommandFailure { get }
}

extension SessionOpeningError: SessionFailure {
    var failure: CommandFailure {
        switch self {
        case .changed: CommandFailure(.configuration, description)
        case .diverged: CommandFailure(.badData, description)
        }
    }
}

extension SessionDirectoryError: SessionFailure {
    var failure: CommandFailure {
        switch self {
        case .unreadable, .foreignVersion: CommandFailure(.badData, description)
        case .cannotCreate: CommandFailure(.cannotWrite, description)
        }
    }
}

extension SessionFactory.Failure: SessionFailure {
    var failure: CommandFailure { CommandFailure(.configuration, description) }
}

extension ReplayError: SessionFailure {
    var failure: CommandFailure { CommandFailure(.noInput, description) }
}

extension EarlyMarket: SessionFailure {
    var failure: CommandFailure { CommandFailure(.configuration, description) }
}

extension JournalError: SessionFailure {
    var failure: CommandFailure {
        switch self {
        case .locked: CommandFailure(.busy, description)
        case .system, .shortWrite, .stopped, .frameTooLong: CommandFailure(.inputOutput, description)
        default: CommandFailure(.badData, description)
        }
    }
}
