internal import SigmaModel
internal import SigmaPorts

extension BybitMarketState {
    mutating func takeBook(_ head: BybitBookHead, from connection: UInt64) {
        guard var shelf = shelves[head.subject] else { return }
        switch shelf.book.judge(head, from: connection) {
        case .ignore: break
        case .replace, .change:
            let isWhole = head.isSnapshot || head.update == 1
            shelf.isMissed = false
            shelf.time = max(shelf.time, head.time)
            if shelf.depth == 1 {
                addQuote(head, shelf.time)
            } else {
                addLevels(of: subjects[head.subject].instrument, shelf.time, isWhole: isWhole)
            }
        case .lost:
            shelves[head.subject] = shelf
            empty(head.subject)
            return
        case .late:
            shelf.isMissed = true
            hasMissed = true
        }
        shelves[head.subject] = shelf
    }

    /// Empties a symbol's book for the session, since what it has is not known to hold any more.
    mutating func empty(_ subject: Int) {
        guard var shelf = shelves[subject] else { return }
        shelf.isMissed = true
        hasMissed = true
        shelves[subject] = shelf
        guard shelf.depth > 1, shelf.time > .epoch else { return }
        output.add(
            .book(
                BookUpdate(
                    instrument: subjects[subject].instrument, time: shelf.time, side: .buy, price: .zero,
                    quantity: .zero, flags: [.snapshot, .last])))
    }

    /// Something could not be read: what it told is lost, of one symbol where its topic was read, else of all.
    mutating func spoil(from connection: UInt64) {
        unreadable += 1
        let hasBooks = withBooks.contains(connection)
        for subject in subjects.indices {
            switch reader.topic {
            case .trades(subject): lines[subject].breakOff()
            case .book(subject, _): lose(subject)
            case nil:
                lines[subject].breakOff()
                if hasBooks { lose(subject) }
            default: break
            }
        }
    }

    /// Asks for the books that are missed, each from time to time only.
    mutating func renewMissed(on connection: UInt64, at time: Timestamp) {
        guard hasMissed else { return }
        hasMissed = false
        for subject in shelves.indices {
            guard let shelf = shelves[subject], shelf.isMissed else { continue }
            hasMissed = true
            if let askedAt = shelf.askedAt, time - askedAt < Self.patience { continue }
            shelves[subject]?.askedAt = time
            for text in BybitSubscription.renew(shelf.topic, of: subjects) {
                actions.append(.send(text, connection: connection))
            }
        }
    }

    private mutating func lose(_ subject: Int) {
        guard shelves[subject] != nil else { return }
        let wasWhole = shelves[subject]?.book.isWhole == true
        shelves[subject]?.book.forget()
        shelves[subject]?.isMissed = true
        hasMissed = true
        if wasWhole { empty(subject) }
    }

    private mutating func addQuote(_ head: BybitBookHead, _ time: Timestamp) {
        guard let bid = reader.bids.first, let ask = reader.asks.first else { return }
        output.add(
            .quote(
                Quote(
                    instrument: subjects[head.subject].instrument, time: time, bid: bid.price,
                    bidQuantity: bid.quantity, ask: ask.price, askQuantity: ask.quantity)))
    }

    private mutating func addLevels(of instrument: InstrumentID, _ time: Timestamp, isWhole: Bool) {
        let first = output.items.count
        add(reader.bids, .buy, of: instrument, time, skippingEmpty: isWhole)
        add(reader.asks, .sell, of: instrument, time, skippingEmpty: isWhole)
        if output.items.count == first {
            guard isWhole else { return }
            add([BybitLevel(price: .zero, quantity: .zero)], .buy, of: instrument, time, skippingEmpty: false)
        }
        if isWhole { flag(.snapshot, at: first) }
        flag(.last, at: output.items.count - 1)
    }

    private mutating func add(
        _ levels: [BybitLevel], _ side: Side, of instrument: InstrumentID, _ time: Timestamp, skippingEmpty: Bool
    ) {
        for level in levels where !skippingEmpty || level.quantity.raw > 0 {
            output.add(
                .book(
                    BookUpdate(
                        instrument: instrument, time: time, side: side, price: level.price, quantity: level.quantity,
                        flags: [])))
        }
    }

    private mutating func flag(_ flag: BookUpdate.Flags, at index: Int) {
        guard case .book(var update) = output.items[index].event else { return }
        update.flags.insert(flag)
        output.items[index].event = .book(update)
    }
}
