package import SigmaHistory
package import SigmaModel

/// Where the emulator's market comes from and how fast it passes.
package struct MarketSettings: Sendable {
    /// Where market events come from.
    package enum Origin: Sendable {
        /// Invented from the emulator's seed; so many events a second of all instruments together.
        case generated(eventsPerSecond: Double)
        /// Recorded, one file an instrument, by the symbol: `market`, `book`, `trades` or `candles`.
        ///
        /// Where only trades or candles are known, a book that agrees with them is invented.
        case files([RecordedMarket])
        /// Written by a test.
        case script([MarketEvent])
    }

    /// Where market events come from.
    package var origin: Origin
    /// Seconds of the market per second of the wall clock; zero stands still until it is stepped.
    package var speed: Double
    /// The first instant of a generated market; nil is the wall clock's now. Recorded markets keep their own time.
    package var start: Timestamp?
    /// How long before the start candles are known: invented for a generated market, played unseen for a recorded one.
    package var history: TimeSpan
    /// Levels on each side of an invented book.
    package var depth = 40

    package init(
        origin: Origin = .generated(eventsPerSecond: 50), speed: Double = 1, start: Timestamp? = nil,
        history: TimeSpan = TimeSpan(seconds: 2 * 86_400)
    ) {
        self.origin = origin
        self.speed = speed
        self.start = start
        self.history = history
    }
}

/// A history file that plays an instrument of a venue.
package struct RecordedMarket: Sendable {
    package let venue: Venue
    /// The venue's name of the instrument.
    package let symbol: String
    /// The history file.
    package let file: HistoryFile

    package init(venue: Venue, symbol: String, file: HistoryFile) {
        self.venue = venue
        self.symbol = symbol
        self.file = file
    }
}
