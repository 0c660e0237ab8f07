/// Why a saved state cannot be restored, or a state not be saved now.
public enum StateError: Error, Hashable, Sendable {
    /// Where in a saved state something is wrong.
    public struct Place: Hashable, Sendable {
        /// The part that was being read, by the name its walk gave it.
        public var section: String
        /// The first byte of the field.
        public var offset: Int

        public init(section: String, offset: Int) {
            self.section = section
            self.offset = offset
        }
    }

    /// The bytes do not begin as a saved state does.
    case foreign
    /// The state was saved by a program whose walks differ from this one's.
    case version(saved: UInt32, known: UInt32)
    /// The bytes end inside a field.
    case truncated(Place)
    /// A field has a value that it cannot have.
    case invalid(String, Place)
    /// The bytes go on with another part than the one that is due.
    case drifted(due: String, Place)
    /// The session was built otherwise than the one that was saved.
    case configuration(String, saved: String, present: String)
    /// Bytes are left after the last part.
    case unread(Int)
    /// Something is still to be done before a state can be saved.
    case busy(String)
}

extension StateError: CustomStringConvertible {
    /// What to tell a person, with the mend.
    public var description: String {
        switch self {
        case .foreign: "this is no saved state; give the file that the session saved, or replay the journal"
        case .version(let saved, let known):
            "the state has version \(saved), this program reads \(known); replay the journal instead"
        case .truncated(let place): "the state ends inside a field, \(place); replay the journal instead"
        case .invalid(let what, let place): "the state has an impossible \(what), \(place); replay the journal instead"
        case .drifted(let due, let place):
            "the state has something else where '\(due)' should begin, \(place); replay the journal instead"
        case .configuration(let what, let saved, let present):
            "\(what) was \(saved) when the state was saved and is \(present) now; restore with the configuration of "
                + "then, or replay the journal"
        case .unread(let count): "the state has \(count) bytes too many; replay the journal instead"
        case .busy(let what): "no state can be saved while \(what)"
        }
    }
}

extension StateError.Place: CustomStringConvertible {
    public var description: String { "in part '\(section)' at byte \(offset)" }
}
