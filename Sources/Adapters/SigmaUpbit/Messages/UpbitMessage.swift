package import SigmaModel

/// What a public stream of Upbit says.
package enum UpbitMessage: Hashable, Sendable {
    /// A trade; a snapshot is the last one before the subscription.
    case trade(Trade, isSnapshot: Bool)
    /// A whole book, whose levels were put into the caller's list.
    case book(InstrumentID, Timestamp, isSnapshot: Bool)
    /// The day's figures, of which only what nothing else tells is kept.
    case ticker(UpbitTicker)
    /// A candle as it stands; it may come again with other values, and the last ones count.
    case candle(Candle, isSnapshot: Bool)
    /// The connection lives.
    case alive
    /// The subscriptions stand: the venue lists them.
    case subscribed
    /// Something of an instrument or kind that nobody asked for.
    case unwanted
    /// The venue refuses what was sent.
    case refused(UpbitRefusal)
}

/// What is kept of a ticker.
package struct UpbitTicker: Hashable, Sendable {
    /// Of what it tells.
    package var instrument: InstrumentID
    /// The last trade's price.
    package var price: Price
    /// When the last trade happened.
    package var time: Timestamp
    /// Whether orders are taken: the state is neither PREVIEW nor DELISTED.
    package var isActive: Bool

    package init(instrument: InstrumentID, price: Price, time: Timestamp, isActive: Bool) {
        self.instrument = instrument
        self.price = price
        self.time = time
        self.isActive = isActive
    }
}

/// What Upbit calls an error.
package struct UpbitRefusal: Error, Hashable, Sendable {
    /// Its name, such as `order_not_found`; a number on public REST interfaces.
    package var name: String
    /// Its own words, short and without control characters.
    package var message: String

    /// A refusal in the venue's words, cut at two hundred characters.
    package init(name: String, message: String) {
        self.name = UpbitRefusal.cleaned(name)
        self.message = UpbitRefusal.cleaned(message)
    }

    private static func cleaned(_ text: String) -> String {
        let plain = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(plain.prefix(200))
    }
}
