internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

/// Everything that one stream of market data and its standby know, and what follows from each message; performs nothing itself.
struct BybitMarketState: Sendable {
    /// How long a book that was asked for anew is waited for before it is asked for again.
    static let patience = TimeSpan(seconds: 1)

    /// One book's topic and how far its messages can be believed.
    struct Shelf: Sendable {
        let topic: BybitTopic
        let depth: Int
        var book = BybitBook()
        /// When it was last asked for anew; nil while it is not missed.
        var askedAt: Timestamp?
        var isMissed = false
        /// The newest time handed on; a book's time does not go back when connections change.
        var time = Timestamp.epoch
    }

    /// What is to be done after a message.
    enum Action: Hashable, Sendable {
        /// Send this on a connection.
        case send(String, connection: UInt64)
        /// All subscriptions of a connection stand.
        case ready(connection: UInt64)
        /// The trades of a symbol need a page of past trades.
        case page(subject: Int)
    }

    let subjects: [BybitSubject]
    let topics: [BybitTopic]
    var reader: BybitReader
    var lines: [BybitTradeLine]
    var shelves: [Shelf?]
    /// What is handed on, and what is done, since they were taken last.
    var output = BybitMarketOutput()
    var actions: [Action] = []
    /// Whether some book is missed.
    var hasMissed = false
    /// What was wrong with the message taken last; nil for nothing.
    var problem: String?
    /// Messages that were read and not needed, and those that could not be read.
    var unused = 0
    var unreadable = 0

    /// The requests that each connection still waits for, by name.
    private var waiting: [UInt64: [String: [BybitTopic]]] = [:]
    /// The connections that have the books.
    private(set) var withBooks: Set<UInt64> = []
    private var bridging: Set<Int> = []

    init(_ topics: [BybitTopic], of subjects: [BybitSubject]) {
        self.topics = topics
        self.subjects = subjects
        reader = BybitReader(topics, subjects)
        lines = subjects.map { _ in BybitTradeLine() }
        shelves = subjects.map { _ in nil }
        for topic in topics {
            if case .book(let subject, let depth) = topic { shelves[subject] = Shelf(topic: topic, depth: depth) }
        }
    }

    /// Whether everything that was asked for is known up to the last message.
    var isWhole: Bool {
        topics.allSatisfy { topic in
            switch topic {
            case .trades(let subject): lines[subject].isWhole
            case .book(let subject, _): shelves[subject]?.book.isWhole == true
            case .candles, .ticker, .orders, .fills, .wallet: true
            }
        }
    }

    /// A connection stands: everything is asked for, or only the trades.
    mutating func open(_ connection: UInt64, withBooks hasBooks: Bool, at time: Timestamp) {
        let wanted = topics.filter { hasBooks || $0.isTrades }
        let requests = BybitSubscription.subscribe(wanted, of: subjects)
        waiting[connection] = Dictionary(uniqueKeysWithValues: requests.map { ($0.name, $0.topics) })
        for request in requests { actions.append(.send(request.text, connection: connection)) }
        guard hasBooks else { return }
        withBooks.insert(connection)
        for subject in shelves.indices where shelves[subject]?.isMissed == true { shelves[subject]?.askedAt = time }
    }

    /// A connection ended.
    mutating func close(_ connection: UInt64) {
        waiting[connection] = nil
        withBooks.remove(connection)
        for subject in lines.indices {
            lines[subject].close(connection, into: &output)
            wish(subject)
        }
        for subject in shelves.indices where shelves[subject]?.book.close(connection) == true { empty(subject) }
        if let other = withBooks.max() { renewMissed(on: other, at: output.receivedAt) }
    }

    /// Takes a message in and tells what is to follow from it.
    mutating func take(_ message: WebSocketMessage, from connection: UInt64, handedOver: TimeSpan) -> StreamVerdict {
        output.receivedAt = message.receivedAt
        output.handedOver = handedOver
        do throws(WireError) {
            switch try reader.read(message) {
            case .trades(let subject): takeTrades(of: subject, from: connection)
            case .book(let head): takeBook(head, from: connection)
            case .answer(let answer): return takeAnswer(answer, from: connection)
            case .ticker, .candles, .orders, .fills, .balances, .unused: unused += 1
            }
        } catch {
            problem = error.description
            spoil(from: connection)
        }
        if withBooks.contains(connection) { renewMissed(on: connection, at: message.receivedAt) }
        return .goOn
    }

    /// Takes past trades of a symbol, oldest first.
    mutating func take(
        page: [BybitTrade], of subject: Int, at time: Timestamp, handedOver: TimeSpan
    ) -> BybitTradeLine.Bridge {
        output.receivedAt = time
        output.handedOver = handedOver
        let bridge = lines[subject].take(page: page, into: &output)
        if bridge != .waits { bridging.remove(subject) }
        return bridge
    }

    /// No page bridges a symbol's cut: what waits is handed on behind a gap.
    mutating func giveUp(_ subject: Int, at time: Timestamp, handedOver: TimeSpan) {
        output.receivedAt = time
        output.handedOver = handedOver
        lines[subject].giveUp(into: &output)
        bridging.remove(subject)
    }

    private mutating func takeTrades(of subject: Int, from connection: UInt64) {
        for index in reader.trades.indices {
            lines[subject].take(reader.trades[index], from: connection, into: &output)
        }
        wish(subject)
    }

    private mutating func takeAnswer(_ answer: BybitStreamAnswer, from connection: UInt64) -> StreamVerdict {
        guard answer.kind == .subscription, let topics = waiting[connection]?[answer.request] else { return .quiet }
        guard answer.isAccepted else {
            return .fail("Bybit refuses a subscription: \(answer.text); check the symbols")
        }
        waiting[connection]?[answer.request] = nil
        for topic in topics {
            guard case .trades(let subject) = topic else { continue }
            lines[subject].open(connection)
            wish(subject)
        }
        if waiting[connection]?.isEmpty == true { actions.append(.ready(connection: connection)) }
        return .quiet
    }

    /// Asks for a page where a symbol's trades need one and none is on its way.
    private mutating func wish(_ subject: Int) {
        guard lines[subject].needsPage, bridging.insert(subject).inserted else { return }
        actions.append(.page(subject: subject))
    }
}
