import SigmaModel
import SigmaPorts

/// Items whose time and numbers tell where they belong.
enum FeedItems {
    static func trade(_ number: Int, instrument: Int = 0) -> FeedItem {
        FeedItem(
            event: .trade(
                Trade(
                    instrument: InstrumentID(instrument), time: Timestamp(nanoseconds: Int64(number)),
                    price: Price(raw: Int64(number) + 1), quantity: Quantity(raw: Int128(number) << 70),
                    aggressor: .buy, id: UInt64(number))), receivedAt: nil, handedOver: .zero)
    }

    static func quote(_ number: Int, instrument: Int = 0) -> FeedItem {
        let quantity = Quantity(raw: 1)
        return FeedItem(
            event: .quote(
                Quote(
                    instrument: InstrumentID(instrument), time: Timestamp(nanoseconds: Int64(number)),
                    bid: Price(raw: Int64(number)), bidQuantity: quantity, ask: Price(raw: Int64(number) + 1),
                    askQuantity: quantity)), receivedAt: nil, handedOver: .zero)
    }

    static func book(_ number: Int, instrument: Int = 0) -> FeedItem {
        FeedItem(
            event: .book(
                BookUpdate(
                    instrument: InstrumentID(instrument), time: Timestamp(nanoseconds: Int64(number)), side: .sell,
                    price: Price(raw: 7), quantity: Quantity(raw: Int128(number)))), receivedAt: nil, handedOver: .zero)
    }

    /// The number that an item was made from.
    static func number(_ item: FeedItem) -> Int {
        switch item.event {
        case .trade(let trade):
            trade.id == UInt64(trade.time.nanoseconds) && trade.quantity.raw == Int128(trade.id) << 70
                ? Int(trade.id) : -1
        case .quote(let quote): quote.ask.raw == quote.time.nanoseconds + 1 ? Int(quote.bid.raw) : -1
        case .book(let update): update.time.nanoseconds == Int64(update.quantity.raw) ? Int(update.quantity.raw) : -1
        default: -1
        }
    }
}
