internal import SigmaModel
internal import SigmaPorts

/// What one message of a stream adds to the market, on its way to the session.
struct BybitMarketOutput {
    /// In the order in which they are handed on.
    var items: [FeedItem] = []
    /// When the message was read, by the session's clock and by the one that never goes back.
    var receivedAt: Timestamp
    var handedOver: TimeSpan

    init(receivedAt: Timestamp = .epoch, handedOver: TimeSpan = .zero) {
        self.receivedAt = receivedAt
        self.handedOver = handedOver
    }

    /// Adds an event, after a gap where something before it was lost.
    mutating func add(_ event: Event, gap: Bool = false) {
        var item = FeedItem(event: event, receivedAt: receivedAt, handedOver: handedOver)
        if gap { item.gap = 0 }
        items.append(item)
    }
}
