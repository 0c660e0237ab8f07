import SigmaModel

/// The first byte of a record.
///
/// The two hottest kinds hold their flags in it: `1.......` is a trade, `01......` a level of a book. The others are the
/// cases below; zero is none, so that a stretch of zeros is never a record.
enum RecordTag: UInt8 {
    case tradePlain = 1
    case quote
    case quotePlain
    case bookPlain
    case candle
    case orderUpdate
    case fill
    case macro
    case timer
    case transfer
    case setTradingState
    case cancelAll
    case flatten
    case kill
    case setOpen
    case preset
    case submitted
    case cancelRequested
    case denied
    case signal
    case tradingState
    case contradiction
    case update
    case outputFill
    case started
    case stopped
    case checkpoint
    case gap
    case warm
    case stopping
    case remainder
    case remark
    case amendRequested

    /// The bit that makes the byte a trade's.
    static let trade: UInt8 = 0x80
    /// The bit that makes the byte a book level's, if the one above is not set.
    static let book: UInt8 = 0x40
}

/// The flags in a trade's first byte; two more bits are its ``ArrivalForm``.
enum TradeFlag {
    static let sell: UInt8 = 1
    /// A ``MarketChange`` byte follows.
    static let changed: UInt8 = 2
    /// The number is the last one's plus one.
    static let nextID: UInt8 = 4
    static let arrivalShift: UInt8 = 3
    static let samePrice: UInt8 = 0x20
    static let sameTime: UInt8 = 0x40
}

/// The flags in a book level's first byte.
enum BookFlag {
    static let sell: UInt8 = 1
    /// A ``MarketChange`` byte follows.
    static let changed: UInt8 = 2
    /// Time and arrival are those of the instrument's last level and of the last record.
    static let sameMoment: UInt8 = 4
    static let last: UInt8 = 8
    /// The level is removed.
    static let empty: UInt8 = 0x10
    static let received: UInt8 = 0x20
}

/// The flags in a quote's second byte.
enum QuoteFlag {
    /// A ``MarketChange`` byte follows.
    static let changed: UInt8 = 1
    /// Time and arrival are those of the instrument's last quote and of the last record.
    static let sameMoment: UInt8 = 2
    static let received: UInt8 = 4
    static let sameBid: UInt8 = 8
    static let sameAsk: UInt8 = 0x10
    static let sameBidQuantity: UInt8 = 0x20
    static let sameAskQuantity: UInt8 = 0x40
}

/// What changed in the way a market's records are written; each bit but the last adds a field, in this order.
enum MarketChange {
    static let instrument: UInt8 = 1
    static let timeUnit: UInt8 = 2
    static let priceUnit: UInt8 = 4
    static let quantityUnit: UInt8 = 8
    static let receivedUnit: UInt8 = 0x10
    /// A book level's flags as a byte of their own.
    static let bookFlags: UInt8 = 0x20
}

/// How a trade tells when it arrived.
enum ArrivalForm: UInt8 {
    case none = 0
    /// As a difference to the last record's arrival.
    case sinceLast
    /// As a difference to the delay of the instrument's last trade.
    case delay
    /// Together with the last record.
    case same
}

/// The flags in the second byte of every record that is none of the three hot kinds.
enum PlainFlag {
    /// The time of arrival follows, as a difference to the last one.
    static let received: UInt8 = 1
    static let sell: UInt8 = 2
    /// A fill's fee in the base asset follows.
    static let baseFee: UInt8 = 4
    /// A fill's ``Fill/tradeKey`` follows.
    static let tradeKey: UInt8 = 8

    /// The side that flags tell.
    static func side(_ flags: UInt8) -> Side { flags & sell == 0 ? .buy : .sell }
}

/// How a trade tells its number, where that is not the last one's plus one: the low two bits of a number.
enum StepForm: UInt8 {
    /// The difference to the last number.
    case plain = 0
    /// What the difference is more than the microseconds between the trades: numbers that count seconds × 10⁶.
    case perMicrosecond
    /// What it is more than the tenths of microseconds between them: Upbit's numbers, milliseconds × 10⁴.
    case perHundredNanoseconds
    /// Eight bytes.
    case whole

    /// The difference that the form expects after so many nanoseconds.
    @inline(__always)
    func expected(_ nanoseconds: Int64) -> Int64 {
        switch self {
        case .plain, .whole: 0
        case .perMicrosecond: nanoseconds / 1_000
        case .perHundredNanoseconds: nanoseconds / 100
        }
    }
}
