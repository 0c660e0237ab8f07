internal import ArgumentParser
internal import Foundation
internal import SigmaConfiguration
internal import SigmaEmulator
internal import SigmaEngine
internal import SigmaHistory
internal import SigmaModel
internal import SigmaPorts
internal import SigmaStrategies

/// A failure that a person can mend: one clear sentence and a stable exit code (sysexits.h).
package struct CommandFailure: Error, CustomStringConvertible, Sendable {
    /// Which kind of failure it is.
    package enum Kind: Int32, Sendable {
        /// Something that was to be found out is not as it should be.
        case unhealthy = 1
        case usage = 64
        case badData = 65
        case noInput = 66
        case unavailable = 69
        case internalError = 70
        case cannotWrite = 73
        case inputOutput = 74
        case busy = 75
        case configuration = 78
    }

    /// What went wrong, whose raw value is the exit code.
    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// The failure of a history file.
    init(_ error: HistoryError) {
        switch error {
        case .cannotRead: self.init(.noInput, error.description)
        case .cannotWrite: self.init(.cannotWrite, error.description)
        default: self.init(.badData, error.description)
        }
    }

    /// Any error as a failure; the program's own errors keep their words.
    init(wrapping error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let history as HistoryError: self.init(history)
        case let parameter as ParameterError: self.init(.usage, parameter.description)
        case let strategy as StrategyError: self.init(.usage, strategy.description)
        case let symbol as SymbolError: self.init(.usage, symbol.description)
        case let emulator as EmulatorError: self.init(.usage, emulator.description)
        case let store as StoreError: self.init(store)
        case let configuration as ConfigurationFailure: self.init(.configuration, configuration.description)
        case let session as any SessionFailure: self = session.failure
        case let repair as DataCleaner.RepairError: self.init(.badData, repair.description)
        case _ where SigmaCommand.exitCode(for: error) == .validationFailure:
            self.init(.usage, CommandFailure.usageText(of: error))
        default: self.init(.internalError, "\(error)")
        }
    }

    /// What the argument parser has to say, on one line, and where help is.
    private static func usageText(of error: any Error) -> String {
        let lines = SigmaCommand.message(for: error).split(whereSeparator: \.isNewline)
        let text = lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        return "\(text.hasSuffix(".") ? String(text.dropLast()) : text); add --help to see what the command takes"
    }
}

/// Runs the program and ends it with the right exit code.
package enum SigmaProgram {
    /// Parses the arguments, runs the command, and never returns.
    package static func main() async -> Never {
        // A limit on the size of files is to be an error that says so, not a silent end.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try SigmaCommand.parseAsRoot()
            if var concurrent = command as? any AsyncParsableCommand {
                try await concurrent.run()
            } else {
                try command.run()
            }
            SigmaCommand.exit()
        } catch let error where SigmaCommand.exitCode(for: error) == .success {
            SigmaCommand.exit(withError: error)
        } catch {
            let failure = CommandFailure(wrapping: error)
            FileHandle.standardError.write(Data("error: \(failure.description)\n".utf8))
            exit(failure.kind.rawValue)
        }
    }
}
