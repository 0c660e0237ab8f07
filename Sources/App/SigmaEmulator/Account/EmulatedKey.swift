package import SigmaModel

/// A key by which a program uses an account.
package struct EmulatedKey: Sendable {
    /// What a key may do.
    package struct Permissions: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Ask for balances and orders.
        package static let read = Permissions(rawValue: 1)
        /// Send and cancel orders.
        package static let trade = Permissions(rawValue: 2)
        /// Take money out.
        package static let withdraw = Permissions(rawValue: 4)
    }

    /// What its owner signs with.
    package enum Proof: Sendable {
        /// A secret that both sides know.
        case secret(String)
        /// An Ed25519 public key, 32 bytes.
        case ed25519([UInt8])
    }

    /// The public name of the key.
    package var id: String
    /// What its owner signs with.
    package var proof: Proof
    /// What it may do.
    package var permissions: Permissions
    /// The client addresses it may be used from; empty for any.
    package var addresses: [String]
    /// When it ends; nil for never.
    package var expires: Timestamp?

    package init(
        id: String, proof: Proof, permissions: Permissions = [.read, .trade], addresses: [String] = [],
        expires: Timestamp? = nil
    ) {
        self.id = id
        self.proof = proof
        self.permissions = permissions
        self.addresses = addresses
        self.expires = expires
    }

    /// The shared secret; empty for a key that has none.
    package var secret: String { if case .secret(let secret) = proof { secret } else { "" } }

    /// Whether it may be used from an address.
    package func admits(_ address: String) -> Bool { addresses.isEmpty || addresses.contains(address) }
}

extension EmulatedKey: CustomStringConvertible {
    /// The public name alone.
    package var description: String { "key \(id)" }
}
