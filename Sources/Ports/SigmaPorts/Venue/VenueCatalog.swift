package import SigmaModel

/// A source of past candles, asked page by page.
package protocol CandleSource: Sendable {
    /// The closed candles that begin in a span, oldest first, at most what the source gives at once, together with
    /// where the next page begins.
    ///
    /// - Parameters:
    ///   - from: the first instant of the span; ``CandlePage/next`` of the page before.
    ///   - to: the first instant after the span.
    func candles(
        of symbol: String, kind: InstrumentKind, timeframe: Timeframe, from: Timestamp, to: Timestamp
    ) async throws(GatewayError) -> CandlePage
}

/// A venue's public information that is asked for, not streamed.
package protocol VenueCatalog: CandleSource {
    /// Where it comes from.
    var venue: Venue { get }

    /// The instruments with the rules that hold now; every symbol that was asked for, or an error that names the one
    /// that does not exist.
    ///
    /// - Parameter price: about where each trades, for a venue whose tick depends on it; may be empty.
    func instruments(_ symbols: [String], kind: InstrumentKind) async throws(GatewayError) -> [VenueInstrument]

    /// What time it is at the venue, and how long the answer took.
    func time() async throws(GatewayError) -> VenueTime
}

/// An instrument as its venue describes it now.
package struct VenueInstrument: Hashable, Sendable {
    /// With the rules in force.
    package var instrument: Instrument
    /// Whether the venue takes orders for it now.
    package var isOpen: Bool
    /// Why a person should take care, in the venue's words; nil for nothing.
    package var warning: String?

    package init(instrument: Instrument, isOpen: Bool, warning: String? = nil) {
        self.instrument = instrument
        self.isOpen = isOpen
        self.warning = warning
    }
}

/// A venue's clock as it was read.
package struct VenueTime: Hashable, Sendable {
    /// What the venue said.
    package var time: Timestamp
    /// This machine's clock when the question left and when the answer came.
    package var asked, answered: Timestamp

    package init(time: Timestamp, asked: Timestamp, answered: Timestamp) {
        self.time = time
        self.asked = asked
        self.answered = answered
    }

    /// The venue's clock less this machine's, as if the answer had been made half-way.
    package var offset: TimeSpan {
        time - (asked + TimeSpan(nanoseconds: (answered - asked).nanoseconds / 2))
    }
}

/// A part of a candle history.
package struct CandlePage: Hashable, Sendable {
    /// Oldest first; an interval without trades may be missing.
    package var candles: [Candle]
    /// Where the next page begins; nil when this was the last.
    package var next: Timestamp?

    package init(candles: [Candle], next: Timestamp?) {
        self.candles = candles
        self.next = next
    }
}
