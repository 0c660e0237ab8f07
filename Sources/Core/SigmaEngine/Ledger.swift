internal import BasicContainers
public import SigmaModel

/// Double-entry accounts of every asset of a session.
///
/// Each posting moves an amount of one asset from one account to another, so that for every asset the sum over all
/// accounts is zero at all times: nothing appears or vanishes. What the trader owns is ``Account/free`` plus
/// ``Account/locked``.
public struct Ledger: ~Copyable {
    /// An account that exists once per asset.
    public enum Account: Int, Sendable, CaseIterable {
        /// Owned and at hand.
        case free
        /// Owned and reserved for working orders.
        case locked
        /// The counterparties of every trade.
        case market
        /// Fees paid to venues.
        case fees
        /// The world outside: deposits come from here, withdrawals go here.
        case outside
    }

    private var balances: RigidArray<Int128>
    /// The number of postings so far.
    public private(set) var postingCount = 0

    /// Empty accounts for `assetCount` assets.
    public init(assetCount: Int) {
        balances = RigidArray(repeating: 0, count: assetCount * Account.allCases.count)
    }

    /// How many assets have accounts.
    public var assetCount: Int { balances.count / 5 }

    /// Moves an amount in units of 10⁻⁸ of the asset; a negative amount moves the other way.
    @inline(__always)
    public mutating func post(_ amount: Int128, of asset: AssetID, from source: Account, to target: Account) {
        let base = Int(asset.index) * 5
        balances[base + source.rawValue] -= amount
        balances[base + target.rawValue] += amount
        postingCount &+= 1
    }

    /// An account's balance in units of 10⁻⁸.
    @inline(__always)
    public func balance(_ account: Account, of asset: AssetID) -> Int128 {
        balances[Int(asset.index) * 5 + account.rawValue]
    }

    /// What the trader owns of an asset, free and locked.
    @inline(__always)
    public func owned(_ asset: AssetID) -> Int128 {
        let base = Int(asset.index) * 5
        return balances[base] + balances[base + 1]
    }

    /// Traps unless every asset's accounts sum to zero and nothing negative is locked.
    public func checkInvariants() {
        for asset in 0..<(balances.count / 5) {
            var sum: Int128 = 0
            for account in 0..<5 { sum += balances[asset * 5 + account] }
            precondition(sum == 0, "the ledger of asset \(asset) does not balance: \(sum)")
            precondition(balances[asset * 5 + Account.locked.rawValue] >= 0, "asset \(asset) has a negative lock")
        }
    }
}

extension Ledger: Persistable {
    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(balances.count, "the number of accounts")
        try archive.field(&postingCount)
        for index in 0..<balances.count { try archive.field(&balances[index]) }
    }
}
