import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import SigmaAPI
import Testing

@Suite("Control server")
struct ControlServerTests {
    private struct Status: Codable, Hashable {
        let session: String
        let events: Int
    }

    private struct Broken: Error {}

    private func server(_ path: String, _ onListening: @escaping @Sendable () async -> Void) -> ControlServer {
        ControlServer(path: path, logger: ServerRun.quiet) {
            Status(session: "default", events: 3)
        } command: { command in
            switch command.name {
            case "pause": return ControlReply(message: "paused", values: command.arguments)
            case "fly": throw ControlError.refused("nobody can fly")
            case "odd": throw ControlError.malformed("that is odd")
            default: throw Broken()
            }
        } onListening: {
            await onListening()
        }
    }

    private func with(_ path: String, _ body: (ControlClient) async throws -> Void) async throws {
        try await ServerRun.with { onListening in
            server(path) { await onListening(0) }
        } _: { _ in
            try await body(ControlClient(path: path))
        }
    }

    @Test("status and commands go through a socket that is its owner's alone, and that is gone afterwards")
    func roundTrip() async throws {
        let folder = try ShortFolder()
        let path = "\(folder.path)/a/control.sock"
        try await with(path) { client in
            #expect(try await client.status(as: Status.self) == Status(session: "default", events: 3))
            #expect(try await client.statusText() == "{\"events\":3,\"session\":\"default\"}\n")
            let reply = try await client.send(ControlCommand("pause", ["strategy": "a \"b\" 한"]))
            #expect(reply == ControlReply(message: "paused", values: ["strategy": "a \"b\" 한"]))
            let modes = try ["", "/control.sock"].map { suffix in
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/a\(suffix)")
                return (attributes[.posixPermissions] as? NSNumber)?.intValue
            }
            #expect(modes == [0o700, 0o600])
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("what is refused, malformed or failed is told apart")
    func failures() async throws {
        let folder = try ShortFolder()
        try await with("\(folder.path)/s") { client in
            await #expect(throws: ControlError.refused("nobody can fly")) {
                try await client.send(ControlCommand("fly"))
            }
            await #expect(throws: ControlError.malformed("that is odd")) {
                try await client.send(ControlCommand("odd"))
            }
            await #expect(throws: ControlError.failed("the session failed to answer; its log says why")) {
                try await client.send(ControlCommand("break"))
            }
            await #expect(throws: ControlError.malformed("a command has at most 65536 bytes")) {
                try await client.send(ControlCommand("pause", ["x": String(repeating: "y", count: 70_000)]))
            }
        }
    }

    @Test(
        "bodies that are no commands are refused",
        arguments: ["", "{", "[]", "{\"arguments\":{}}", "{\"name\":1}", "\u{0}"])
    func malformed(body: String) async throws {
        let folder = try ShortFolder()
        let path = "\(folder.path)/s"
        try await with(path) { _ in
            let url = try #require(URL(httpURLWithSocketPath: path, uri: "/command"))
            var request = HTTPClientRequest(url: url.absoluteString)
            request.method = .POST
            request.body = .bytes(Array(body.utf8))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            #expect(response.status.code == 400)
            #expect(String(buffer: try await response.body.collect(upTo: 1_000)).contains("the body is no command"))
        }
    }

    @Test("arguments may be left out")
    func withoutArguments() throws {
        let command = try JSONDecoder().decode(ControlCommand.self, from: Data(#"{"name":"pause"}"#.utf8))
        #expect(command == ControlCommand("pause"))
    }

    @Test("a client says when nobody listens, also where a socket is left over")
    func nobody() async throws {
        let folder = try ShortFolder()
        let path = "\(folder.path)/s"
        await #expect(throws: ControlError.notRunning(path: path)) { try await ControlClient(path: path).statusText() }
        try Leftover.make(path)
        await #expect(throws: ControlError.notRunning(path: path)) { try await ControlClient(path: path).statusText() }
    }

    @Test("a left-over socket is replaced, one in use is not, and other files are not touched")
    func stale() async throws {
        let folder = try ShortFolder()
        let path = "\(folder.path)/s"
        try Leftover.make(path)
        try await with(path) { client in
            let before = try await client.statusText()
            await #expect(throws: ControlError.alreadyRunning(path: path)) { try await server(path) {}.run() }
            let after = try await client.statusText()
            #expect(before == after && after.contains("default"))
        }
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: ControlError.self) { try await server(path) {}.run() }
        #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
        let long = "\(folder.path)/\(String(repeating: "x", count: 110))"
        await #expect(throws: ControlError.self) { try await server(long) {}.run() }
    }
}

/// The socket of a process that was killed: a file to which nobody listens.
private enum Leftover {
    static func make(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }
}
