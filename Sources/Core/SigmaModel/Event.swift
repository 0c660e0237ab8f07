/// Everything the engine can be told; the only input of its decisions.
@frozen
public enum Event: Hashable, Sendable {
    case trade(Trade)
    case quote(Quote)
    case book(BookUpdate)
    /// A candle that a source delivers closed.
    case candle(Candle)
    case orderUpdate(OrderUpdate)
    case fill(Fill)
    case macro(MacroReading)
    /// Time passed without news; closes candles and ends cooldowns.
    case timer(Timestamp)
    case transfer(Transfer)
    case command(Command, Timestamp)
}

/// One reading of a macro series.
@frozen
public struct MacroReading: Hashable, Sendable {
    /// The series that VMSI uses.
    @frozen
    public enum Series: UInt8, Sendable, CaseIterable {
        /// CBOE volatility index.
        case vix
        /// US dollar index.
        case dxy
        /// Ten-year US treasury yield, percent.
        case us10y
        /// HYG price over IEF price.
        case hygIef
    }

    /// When the reading became known, not the day it describes.
    public var time: Timestamp
    /// What was read.
    public var series: Series
    /// In the unit of its series.
    public var value: Double

    public init(series: Series, time: Timestamp, value: Double) {
        self.time = time
        self.series = series
        self.value = value
    }
}

/// A deposit (positive) or withdrawal (negative).
@frozen
public struct Transfer: Hashable, Sendable {
    /// When the amount reached or left the account.
    public var time: Timestamp
    /// The currency that moved.
    public var asset: AssetID
    /// In units of 10⁻⁸ of the asset.
    public var amount: Int128

    public init(asset: AssetID, time: Timestamp, amount: Int128) {
        self.time = time
        self.asset = asset
        self.amount = amount
    }
}

/// What a person or the guardian may tell a running session.
@frozen
public enum Command: Hashable, Sendable {
    case setTradingState(TradingState)
    case cancelAll
    /// Close every position at market.
    case flatten
    /// Cancel all, flatten, halt.
    case kill
    /// Take orders for an instrument or refuse them, as when a venue suspends it.
    case setOpen(InstrumentID, Bool)
}

/// What the engine may do.
@frozen
public enum TradingState: UInt8, Sendable, CaseIterable {
    case active
    /// Only orders that lower positions.
    case reduceOnly
    /// No wish is sent; only cancels go out, and what was arranged before to lower a position: stops, exits, a flatten.
    case halted
}
