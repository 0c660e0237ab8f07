internal import SigmaHistory
package import SigmaModel
internal import SigmaRuntime

/// The market of all venues: a fixed sequence of events, walked in two steps.
///
/// ``next()`` takes an event for the accounts to be matched against; ``publish(_:)`` then puts it on its board for
/// everybody to see. Between the two an account knows of its fills and nobody of the event.
package final class EmulatedMarket {
    /// The instruments of all venues.
    package let table: InstrumentTable
    /// What is known of each instrument, in the order of the table.
    package let boards: [MarketBoard]
    /// The time of the newest event, or what the market's clock has reached.
    package private(set) var time: Timestamp
    private var source: any MarketSource

    init(table: InstrumentTable, source: any MarketSource, histories: [[ShelfCandle]], start: Timestamp) {
        self.table = table
        self.source = source
        time = start
        boards = table.instruments.indices.map { index in
            MarketBoard(InstrumentID(index), table.instruments[index], history: histories[index])
        }
    }

    /// When the next event is due; nil at the end of a recording.
    package var nextTime: Timestamp? { source.upcoming?.time }

    /// What is known of an instrument.
    package func board(_ id: InstrumentID) -> MarketBoard { boards[Int(id.index)] }

    /// Takes the next event; nil at the end.
    func next() throws -> MarketEvent? {
        while let upcoming = source.upcoming {
            try source.advance()
            guard let event = upcoming.market else { continue }
            time = max(time, event.time)
            return event
        }
        return nil
    }

    /// Puts an event on its board; returns what everybody is told, nil inside of a message of the book.
    func publish(_ event: MarketEvent) -> (MarketBoard, MarketNews)? {
        let board = board(event.instrument)
        return board.take(event).map { (board, $0) }
    }

    /// Lets time pass without an event.
    func pass(to moment: Timestamp) { time = max(time, moment) }
}

extension MarketEvent {
    /// Whose event it is.
    var instrument: InstrumentID {
        switch self {
        case .trade(let trade): trade.instrument
        case .book(let update): update.instrument
        }
    }
}
