/// One trade print.
@frozen
public struct Trade: Hashable, Sendable {
    /// When the venue matched it.
    public var time: Timestamp
    /// What one unit of the base currency cost.
    public var price: Price
    /// How much of the base currency changed hands.
    public var quantity: Quantity
    /// The venue's number; not every venue's numbers rise.
    public var id: UInt64
    /// What was traded.
    public var instrument: InstrumentID
    /// The side of the order that took liquidity.
    public var aggressor: Side

    @inlinable
    public init(
        instrument: InstrumentID, time: Timestamp, price: Price, quantity: Quantity, aggressor: Side, id: UInt64 = 0
    ) {
        self.time = time
        self.price = price
        self.quantity = quantity
        self.id = id
        self.instrument = instrument
        self.aggressor = aggressor
    }
}

/// The best bid and ask (level 1).
@frozen
public struct Quote: Hashable, Sendable {
    /// When the venue published it.
    public var time: Timestamp
    /// The highest price a buyer offers.
    public var bid: Price
    /// The lowest price a seller asks.
    public var ask: Price
    /// How much is wanted at the bid.
    public var bidQuantity: Quantity
    /// How much is offered at the ask.
    public var askQuantity: Quantity
    /// What is quoted.
    public var instrument: InstrumentID

    @inlinable
    public init(
        instrument: InstrumentID, time: Timestamp, bid: Price, bidQuantity: Quantity, ask: Price, askQuantity: Quantity
    ) {
        self.time = time
        self.bid = bid
        self.ask = ask
        self.bidQuantity = bidQuantity
        self.askQuantity = askQuantity
        self.instrument = instrument
    }
}

/// The absolute quantity of one price level of the book (level 2).
@frozen
public struct BookUpdate: Hashable, Sendable {
    /// When the venue published it.
    public var time: Timestamp
    /// The level's price.
    public var price: Price
    /// The level's new total; zero removes it.
    public var quantity: Quantity
    /// Whose book changes.
    public var instrument: InstrumentID
    /// The level's side: `buy` for a bid.
    public var side: Side
    /// The update's place in its message.
    public var flags: Flags

    /// How an update belongs to a venue message.
    @frozen
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        @inlinable
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The first level of a snapshot: the book is emptied before it is applied.
        public static let snapshot = Flags(rawValue: 1)
        /// The last level of a message: the book is consistent after it.
        public static let last = Flags(rawValue: 2)
    }

    @inlinable
    public init(
        instrument: InstrumentID, time: Timestamp, side: Side, price: Price, quantity: Quantity, flags: Flags = .last
    ) {
        self.time = time
        self.price = price
        self.quantity = quantity
        self.instrument = instrument
        self.side = side
        self.flags = flags
    }
}

/// A closed candle.
@frozen
public struct Candle: Hashable, Sendable {
    /// The first instant of the candle.
    public var openTime: Timestamp
    /// The candle's length.
    public var timeframe: Timeframe
    /// The first price.
    public var open: Price
    /// The highest price.
    public var high: Price
    /// The lowest price.
    public var low: Price
    /// The last price.
    public var close: Price
    /// How much of the base currency changed hands.
    public var volume: Quantity
    /// Σ price × quantity; zero where the source does not tell.
    public var turnover: Money
    /// What was traded.
    public var instrument: InstrumentID
    /// The number of trades; zero where the source does not tell.
    public var tradeCount: UInt32

    @inlinable
    public init(
        instrument: InstrumentID, timeframe: Timeframe, openTime: Timestamp, open: Price, high: Price, low: Price,
        close: Price, volume: Quantity, turnover: Money = .zero, tradeCount: UInt32 = 0
    ) {
        self.openTime = openTime
        self.timeframe = timeframe
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.turnover = turnover
        self.instrument = instrument
        self.tradeCount = tradeCount
    }

    /// The first instant after the candle; no strategy sees the candle earlier.
    @inlinable
    public var closeTime: Timestamp { openTime + timeframe.span }

    /// Whether low ≤ open, close ≤ high, prices are positive and the volume is not negative.
    @inlinable
    public var isPossible: Bool {
        low.raw > 0 && low <= open && low <= close && open <= high && close <= high && volume.raw >= 0
    }
}
