package import Foundation
import Synchronization

/// A server that a test process starts for itself: own directory, own port, gone when the test process is.
///
/// A keeper shell holds the read end of a pipe. When the test process ends, however it ends, the pipe closes, and the
/// keeper kills what was started and removes the directory.
package final class ServerProcess: Sendable {
    /// How to start the server; the command runs in a process group of its own.
    package struct Launch: Sendable {
        /// The program by its full path, and its arguments.
        package var command: [String]
        /// Added to this process's environment.
        package var environment: [String: String]
        /// Whether the server answers; asked again and again until it does or the deadline passes.
        package var isReady: @Sendable () -> Bool

        package init(
            _ command: [String], environment: [String: String] = [:], isReady: @escaping @Sendable () -> Bool
        ) {
            self.command = command
            self.environment = environment
            self.isReady = isReady
        }
    }

    private struct Running {
        let process: Process
        let exited: DispatchSemaphore
    }

    /// For error messages.
    package let name: String
    /// The server's own directory; removed when the test process ends.
    package let directory: URL
    /// The user the server runs as where tests run as root, which some servers refuse; nil for the tests' own.
    package let user: String?
    private let keeper: FileHandle
    private let running = Mutex<Running?>(nil)
    private let launch = Mutex<Launch?>(nil)

    /// Makes the directory and its keeper; starts nothing yet.
    package init(_ name: String, user: String? = nil) throws {
        self.name = name
        self.user = geteuid() == 0 ? user : nil
        directory = URL(filePath: "/tmp/sigma-\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let pipe = Pipe()
        keeper = pipe.fileHandleForWriting
        _ = fcntl(keeper.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", Self.keeperScript, "keeper", directory.path]
        shell.standardInput = pipe
        try shell.run()
        if let user = self.user { try ToolRun.run(["/bin/chown", user, directory.path]) }
    }

    /// Lines are process groups; the last one, or an empty line for none, is what the end of the input kills.
    private static let keeperScript = """
        pid=
        while read -r line; do pid=$line; done
        if [ -n "$pid" ]; then
            kill -s KILL -- "-$pid" $(cat /proc/"$pid"/task/*/children 2>/dev/null) 2>/dev/null
        fi
        rm -rf -- "$1"
        """

    /// Starts the server and returns when it is ready.
    package func start(_ launch: Launch, deadline: Duration = .seconds(60)) throws {
        self.launch.withLock { $0 = launch }
        let process = Process()
        let command = asUser(launch.command)
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment.merging(launch.environment) { _, own in own }
        process.standardInput = FileHandle.nullDevice
        let output = try logHandle()
        process.standardOutput = output
        process.standardError = output
        let exited = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in exited.signal() }
        try Self.run(process)
        try keeper.write(contentsOf: Data("\(process.processIdentifier)\n".utf8))
        running.withLock { $0 = Running(process: process, exited: exited) }
        let clock = ContinuousClock()
        let end = clock.now + deadline
        while !launch.isReady() {
            if exited.wait(timeout: .now() + .milliseconds(20)) == .success {
                throw ToolFailure("\(name) ended while starting; its log:\n\(log)")
            }
            if clock.now > end { throw ToolFailure("\(name) is not ready after \(deadline); its log:\n\(log)") }
        }
    }

    /// Starts a process that takes all signals: it inherits what is blocked here, which on a pool's thread is nearly all.
    private static func run(_ process: Process) throws {
        var none = sigset_t()
        var own = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &own)
        defer { pthread_sigmask(SIG_SETMASK, &own, nil) }
        try process.run()
    }

    /// The command as ``user`` would run it; for tools that prepare the directory.
    package func asUser(_ command: [String]) -> [String] {
        guard let user else { return command }
        return ["/usr/bin/setpriv", "--reuid", user, "--regid", user, "--init-groups"] + command
    }

    /// Starts the server again as it was started before, on the same port and data.
    package func restart() throws {
        kill()
        guard let launch = launch.withLock({ $0 }) else { throw ToolFailure("\(name) was never started") }
        try start(launch)
    }

    /// Asks the server to end and waits until it has; kills it after `grace`.
    package func stop(_ signal: Int32 = SIGTERM, grace: Duration = .seconds(20)) {
        guard let server = take() else { return }
        _ = Foundation.kill(server.process.processIdentifier, signal)
        let seconds = Int(grace.components.seconds)
        if server.exited.wait(timeout: .now() + .seconds(seconds)) == .timedOut { end(server) }
    }

    /// Ends the server and all its processes at once, as a loss of power would.
    package func kill() {
        if let server = take() { end(server) }
    }

    private func end(_ server: Running) {
        for process in tree(server.process.processIdentifier) { _ = Foundation.kill(process, SIGKILL) }
        server.exited.wait()
    }

    private func take() -> Running? {
        let server = running.withLock { running in
            defer { running = nil }
            return running
        }
        if server != nil { try? keeper.write(contentsOf: Data("\n".utf8)) }
        return server
    }

    /// Stops every process of the server where it is, connections staying open: a server that hangs.
    package func freeze() { signal(SIGSTOP) }

    /// Lets a frozen server go on.
    package func thaw() { signal(SIGCONT) }

    private func signal(_ number: Int32) {
        guard let root = running.withLock({ $0?.process.processIdentifier }) else { return }
        for process in tree(root) { _ = Foundation.kill(process, number) }
    }

    /// A process and its descendants, parents first.
    private func tree(_ root: Int32) -> [Int32] {
        let tasks = "/proc/\(root)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        let children = threads.flatMap { thread in
            let list = (try? String(contentsOfFile: "\(tasks)/\(thread)/children", encoding: .utf8)) ?? ""
            return list.split(separator: " ").compactMap { Int32($0) }
        }
        return [root] + children.flatMap { tree($0) }
    }

    /// What the server has printed so far.
    package var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

    private var logFile: URL { directory.appending(path: "server.log") }

    private func logHandle() throws -> FileHandle {
        let descriptor = open(logFile.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ToolFailure("\(logFile.path): \(String(cString: strerror(errno)))") }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }
}
