import CProcess
import Foundation
import SigmaModel
import SigmaRuntime

/// A run of a program that a test may end at any instant.
///
/// What it prints goes to files, which take any amount without a reader; its end is seen through a descriptor, so that a
/// test can wait for it, for changes of files and for an instant at once.
final class ChildProcess {
    /// How a process ended.
    enum Ending: Equatable {
        case exited(Int32)
        case killed(by: Int32)
    }

    /// What a wait came to.
    enum Wake {
        case ended
        case event
        case timeout
    }

    /// The process's number.
    let process: pid_t
    /// When it was started.
    let start: ContinuousClock.Instant
    private let descriptor: Int32
    private let outputPath: String
    private let errorPath: String
    private var ending: Ending?

    /// Starts a program; its output is kept in a folder.
    init(_ program: String, _ arguments: [String], output folder: String) throws {
        let name = UUID().uuidString.prefix(8)
        outputPath = "\(folder)/\(name).out"
        errorPath = "\(folder)/\(name).err"
        start = ContinuousClock.now
        process = try Self.spawn([program] + arguments, output: outputPath, errors: errorPath)
        descriptor = processDescriptor(process)
        guard descriptor >= 0 else { throw ProcessFailure("pidfd_open: \(String(cString: strerror(errno)))") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        if ending == nil {
            kill(process, SIGKILL)
            _ = reap()
        }
        close(descriptor)
        unlink(outputPath)
        unlink(errorPath)
    }

    /// The settings that a test's environment makes for the program are not for this one.
    private static var environment: [String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SIGMA_") }.map { "\($0.key)=\($0.value)" }
    }

    private static func spawn(_ arguments: [String], output: String, errors: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // The threads that run tests block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var argumentTexts = arguments.map { strdup($0) } + [nil]
        var environmentTexts = environment.map { strdup($0) } + [nil]
        defer { for text in argumentTexts + environmentTexts { free(text) } }
        var process: pid_t = 0
        let code = posix_spawn(
            &process, arguments[0], &actions, &attributes, &argumentTexts, &environmentTexts)
        guard code == 0 else { throw ProcessFailure("\(arguments[0]): \(String(cString: strerror(code)))") }
        return process
    }

    /// Blocks until the process ends, files change, or so much time has passed.
    func wait(for span: Duration, watching files: FileEvents? = nil) -> Wake {
        if ending != nil { return .ended }
        let deadline = ContinuousClock.now + span
        var polled = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        if let files { polled.append(pollfd(fd: files.descriptor, events: Int16(POLLIN), revents: 0)) }
        while true {
            let left = max(.zero, deadline - .now)
            let nanoseconds = left.components.seconds * 1_000_000_000 + left.components.attoseconds / 1_000_000_000
            let count = pollFor(&polled, UInt32(polled.count), nanoseconds)
            if count < 0 && errno == EINTR { continue }
            if polled[0].revents != 0 {
                ending = reap()
                return .ended
            }
            if count > 0 { return .event }
            return .timeout
        }
    }

    /// Sends a signal, unless the process has ended.
    func signal(_ number: Int32) {
        if ending == nil { kill(process, number) }
    }

    /// Kills the process as a crash would, and returns how it ended: it may have been quicker.
    func crash() -> Ending {
        signal(SIGKILL)
        return finish()
    }

    /// Waits for the end; a process that hangs is killed and throws.
    func end(within limit: Duration = .seconds(120)) throws -> Ending {
        if wait(for: limit) == .ended { return finish() }
        _ = crash()
        throw ProcessFailure("process \(process) was still running after \(limit); it said: \(errors)")
    }

    private func finish() -> Ending {
        let result = ending ?? reap()
        ending = result
        return result
    }

    private func reap() -> Ending {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(by: signal)
    }

    /// What it has printed to standard output.
    var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }
    /// What it has printed to standard error.
    var errors: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }
}

/// A process could not be run as a test needs it.
struct ProcessFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension ChildProcess {
    /// Looks whether the process has ended, after letting some time pass for everybody else.
    func hasEnded(after span: TimeSpan) async throws -> Bool {
        let clock = SystemClock()
        try await clock.sleep(until: clock.now + span)
        return wait(for: .zero) == .ended
    }
}
