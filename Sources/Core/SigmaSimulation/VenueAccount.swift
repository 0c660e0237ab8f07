internal import BasicContainers
internal import SigmaModel

/// The venue's record of the trader's balances, apart from the engine's ledger so that the two can be compared.
struct VenueAccount: ~Copyable {
    private var free: RigidArray<Int128>
    private var locked: RigidArray<Int128>

    init(assetCount: Int) {
        free = RigidArray(repeating: 0, count: assetCount)
        locked = RigidArray(repeating: 0, count: assetCount)
    }

    func free(_ asset: AssetID) -> Int128 { free[Int(asset.index)] }
    func locked(_ asset: AssetID) -> Int128 { locked[Int(asset.index)] }
    func owned(_ asset: AssetID) -> Int128 { free[Int(asset.index)] + locked[Int(asset.index)] }

    mutating func add(_ amount: Int128, to asset: AssetID) { free[Int(asset.index)] += amount }

    mutating func lock(_ amount: Int128, of asset: AssetID) {
        free[Int(asset.index)] -= amount
        locked[Int(asset.index)] += amount
    }
}

extension VenueAccount: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(free.count, "the number of assets at the venue")
        for index in 0..<free.count {
            try archive.field(&free[index])
            try archive.field(&locked[index])
        }
    }
}
