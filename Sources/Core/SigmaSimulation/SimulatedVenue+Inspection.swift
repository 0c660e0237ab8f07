internal import BasicContainers
public import SigmaModel

extension SimulatedVenue {
    /// What working orders reserve of an asset, in units of 10⁻⁸; a part of ``balance(of:)``.
    public func lockedBalance(of asset: AssetID) -> Int128 { account.locked(asset) }

    /// What one working order reserves: quote for a buy, base for a sell; zero once it has ended.
    ///
    /// - Complexity: O(working orders).
    public func locked(by id: OrderID) -> Int128 {
        for market in 0..<markets.count {
            for index in 0..<markets[market].resting.count where markets[market].resting[index].ticket.id == id {
                return markets[market].resting[index].locked
            }
            for index in 0..<markets[market].arrivals.count where markets[market].arrivals[index].ticket.id == id {
                return markets[market].arrivals[index].locked
            }
        }
        return 0
    }
}
