package import SigmaModel

/// What a running session looks like from outside, as of its newest look at the clock.
package struct HostStatus: Sendable {
    /// Where the host is in its life.
    package enum Phase: String, Sendable {
        case running
        /// Ending in good order: orders are being cancelled or positions closed.
        case stopping
        case stopped
        /// Nothing more is decided, because it could not be recorded; ``HostStatus/failure`` says why.
        case failed
    }

    /// Where the host is in its life.
    package var phase = Phase.running
    /// Why it failed, with the mend; nil while it has not.
    package var failure: String?
    /// Which start of the session this is.
    package var run: UInt32 = 0
    /// When the engine's thread last looked around, by this machine's clock.
    package var beat = Timestamp.epoch
    /// The engine's time.
    package var now = Timestamp.epoch
    /// How many market events the session has heard.
    package var marketEvents: UInt64 = 0
    /// How many market messages the feed knew to be lost.
    package var lostMessages: UInt64 = 0
    /// The newest journal record.
    package var sequence: UInt64 = 0
    /// How many orders were submitted.
    package var orders: UInt64 = 0
    /// How many orders are working.
    package var workingOrders = 0
    /// How many fills there were.
    package var fills: UInt64 = 0
    /// How many orders risk refused.
    package var denials: UInt64 = 0
    /// How many signals strategies gave.
    package var signals: UInt64 = 0
    /// What the account is worth.
    package var equity = Money.zero
    /// What the session began with, deposits and withdrawals included.
    package var deposited = Money.zero
    /// Cash that no order reserves.
    package var cash = Money.zero
    /// Σ fees so far, those in the base asset at their fills' prices.
    package var fees = Money.zero
    /// Whether strategies may trade.
    package var tradingState = TradingState.active
    /// The fingerprint of every decision so far.
    package var effectHash = EffectHash()
    /// Each instrument's newest price; zero before the first.
    package var prices: [Price] = []
    /// Each strategy's position, in its instrument's base currency.
    package var positions: [Quantity] = []
    /// What the session owns of every asset of its table, in units of 10⁻⁸, reserved amounts included.
    package var owned: [Int128] = []
    /// Of each instrument, what belongs to no strategy: remainders too small to be sold.
    package var remainders: [Quantity] = []
    /// The preset each strategy runs with; empty for the manifest's own parameters.
    package var presets: [String] = []

    package init() {}

    /// The status of a session that has not begun.
    package init(_ manifest: SessionManifest) {
        prices = Array(repeating: .zero, count: manifest.instruments.count)
        positions = Array(repeating: .zero, count: manifest.strategies.count)
        remainders = Array(repeating: .zero, count: manifest.instruments.count)
    }
}
