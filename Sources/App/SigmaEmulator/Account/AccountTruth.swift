package import SigmaEngine
internal import SigmaModel

/// Everything a venue knows of an account, for exact comparison.
package struct AccountTruth: Sendable {
    /// Every order it ever took, in order of number.
    package let orders: [EmulatedOrder]
    /// Every execution, in order of number.
    package let fills: [EmulatedFill]
    /// Every asset it owns or owned.
    package let balances: [AssetBalance]
    /// The net position in each contract, by symbol.
    package let contracts: [String: Position]
    /// Client ids that were offered again after they were used; a careful client has none.
    package let repeated: [String]

    package init(
        orders: [EmulatedOrder], fills: [EmulatedFill], balances: [AssetBalance],
        contracts: [String: Position] = [:], repeated: [String] = []
    ) {
        self.orders = orders
        self.fills = fills
        self.balances = balances
        self.contracts = contracts
        self.repeated = repeated
    }

    /// The order of a client id.
    package func order(clientID: String) -> EmulatedOrder? { orders.last { $0.clientID == clientID } }
    /// What it owns of an asset.
    package func balance(of asset: String) -> AssetBalance? { balances.first { $0.asset == asset } }
    /// The executions of an order.
    package func fills(of order: UInt64) -> [EmulatedFill] { fills.filter { $0.order == order } }
}
