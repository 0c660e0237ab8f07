/// A subject of the bus.
package enum Topic: String, Sendable, CaseIterable {
    /// Trades, quotes and book changes; those who were away miss them.
    case marketTick = "market.tick"
    /// Executions of the session's orders; never lost.
    case orderFill = "order.fill"
    /// What became of the session's orders; never lost.
    case orderUpdate = "order.update"
    /// Signals of strategies and alerts; never lost.
    case signal
    /// Starts, stops, failures, commands; never lost.
    case system

    /// Whether a consumer that was away gets what it missed.
    package var isDurable: Bool { self != .marketTick }
}

/// What is said on a topic.
package struct BusMessage: Hashable, Sendable {
    /// What it is about.
    package var topic: Topic
    /// The source's number of it within the topic, rising by one from one; makes publishing it twice harmless.
    package var sequence: UInt64
    /// The bytes, whose meaning the topic gives; of ticks it may hold several.
    package var payload: [UInt8]

    package init(topic: Topic, sequence: UInt64, payload: [UInt8]) {
        self.topic = topic
        self.sequence = sequence
        self.payload = payload
    }
}
