/// What a person asks a running session to do.
package struct ControlCommand: Codable, Hashable, Sendable {
    /// The command, such as `pause`.
    package var name: String
    /// Its arguments by name.
    package var arguments: [String: String]

    /// A command.
    package init(_ name: String, _ arguments: [String: String] = [:]) {
        self.name = name
        self.arguments = arguments
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case arguments
    }

    /// A command of JSON such as `{"name": "cancel", "arguments": {"order": "12"}}`; arguments may be left out.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        arguments = try container.decodeIfPresent([String: String].self, forKey: .arguments) ?? [:]
    }
}

/// What came of a command.
package struct ControlReply: Codable, Hashable, Sendable {
    /// One sentence for a person.
    package var message: String
    /// Further values by name.
    package var values: [String: String]

    package init(message: String, values: [String: String] = [:]) {
        self.message = message
        self.values = values
    }
}

/// Why a session does not do what it is asked; thrown by handlers and by the client.
package enum ControlError: Error, Hashable, Sendable {
    /// The session understood, and refuses: the reason in one sentence.
    case refused(String)
    /// The session did not understand: the reason in one sentence.
    case malformed(String)
    /// Nobody listens at the path.
    case notRunning(path: String)
    /// Another process listens at the path.
    case alreadyRunning(path: String)
    /// The path cannot hold a socket, and why.
    case unusable(path: String, reason: String)
    /// The session failed, or gave an answer that is none.
    case failed(String)
}

extension ControlError: CustomStringConvertible {
    /// What to tell a person, with the mend.
    package var description: String {
        switch self {
        case .refused(let reason), .malformed(let reason), .failed(let reason): reason
        case .notRunning(let path): "no session listens at \(path); start it with sigma run"
        case .alreadyRunning(let path): "another process runs this session (\(path)); stop it, or name another session"
        case .unusable(let path, let reason): "\(path): \(reason)"
        }
    }
}
