package import SigmaModel

/// Everything an emulator is set up with; with the same settings and the same requests it does the same, sockets' timing aside.
package struct EmulatorSettings: Sendable {
    /// The venues that are played.
    package var venues: [VenueSettings]
    /// The market that all of them show.
    package var market: MarketSettings
    /// What goes wrong.
    package var faults: [FaultRule]
    /// The share of the market's quantities that accounts' orders meet; less makes partial fills.
    package var liquidity: Rate
    /// The seed of everything that is drawn.
    package var seed: UInt64

    package init(
        venues: [VenueSettings], market: MarketSettings = MarketSettings(), faults: [FaultRule] = [],
        liquidity: Rate = .one, seed: UInt64 = 1
    ) {
        self.venues = venues
        self.market = market
        self.faults = faults
        self.liquidity = liquidity
        self.seed = seed
    }
}
