import SigmaEngine
import SigmaModel
import TestKit
import Testing

@Suite("Order book")
struct BookTests {
    /// The plainest book there is.
    private struct NaiveBook {
        var levels: [Side: [Int64: Int128]] = [.buy: [:], .sell: [:]]

        mutating func apply(_ update: BookUpdate) -> Int128 {
            if update.flags.contains(.snapshot) { levels = [.buy: [:], .sell: [:]] }
            let previous = levels[update.side]?[update.price.raw] ?? 0
            levels[update.side]?[update.price.raw] = update.quantity.raw == 0 ? nil : update.quantity.raw
            return previous
        }

        /// Best level first.
        func sorted(_ side: Side) -> [(price: Int64, quantity: Int128)] {
            (levels[side] ?? [:]).sorted { side == .buy ? $0.key > $1.key : $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    @Test("agrees with a sorted dictionary after every update", arguments: 0..<400 as Range<UInt64>)
    func naive(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var book = OrderBook(capacity: 4)
        var naive = NaiveBook()
        let width = Int64(5 + seed % 60)
        for step in 0..<120 {
            let side: Side = generator.next() % 2 == 0 ? .buy : .sell
            let level = Int64.random(in: 1...width, using: &generator) + (side == .sell ? width / 2 : 0)
            let amount = generator.next() % 3 == 0 ? 0 : Int128.random(in: 1...1_000, using: &generator)
            let update = BookUpdate(
                instrument: InstrumentID(0), time: .epoch, side: side, price: Price(raw: level),
                quantity: Quantity(raw: amount),
                flags: step % 50 == 49 ? [.snapshot, .last] : .last)
            let previous = book.apply(update).raw
            #expect(previous == naive.apply(update))
            let (bids, asks) = (levels(book.bids), levels(book.asks))
            #expect(bids == naive.sorted(.buy).map { Level($0) })
            #expect(asks == naive.sorted(.sell).map { Level($0) })
            check(book, naive, level: level)
        }
    }

    private struct Level: Equatable {
        let price: Int64
        let quantity: Int128
        init(_ pair: (price: Int64, quantity: Int128)) { (price, quantity) = pair }
    }

    private func levels(_ side: borrowing BookSide) -> [Level] {
        var levels: [Level] = []
        for depth in 0..<side.count { levels.append(Level((side.price(at: depth).raw, side.quantity(at: depth).raw))) }
        return levels
    }

    private func check(_ book: borrowing OrderBook, _ naive: NaiveBook, level: Int64) {
        let (bids, asks) = (naive.sorted(.buy), naive.sorted(.sell))
        let touch = [book.bids.best?.raw, book.asks.best?.raw]
        #expect(touch == [bids.first?.price, asks.first?.price])
        let there =
            [book.bids.bestQuantity.raw, book.bids.quantity(at: Price(raw: level)).raw]
            + [book.asks.bestQuantity.raw, book.asks.quantity(at: Price(raw: level)).raw]
        let expected = [
            bids.first?.quantity, naive.levels[.buy]?[level], asks.first?.quantity, naive.levels[.sell]?[level],
        ]
        #expect(there == expected.map { $0 ?? 0 })
        let (isEmpty, isConsistent, middle) = (book.isEmpty, book.isConsistent, book.middle?.raw)
        #expect(isEmpty == (bids.isEmpty && asks.isEmpty))
        if let bid = bids.first?.price, let ask = asks.first?.price {
            #expect(isConsistent == (bid < ask))
            #expect(middle == Int64((Double(bid + ask) / 2).rounded(.down)))
        } else {
            #expect(!isConsistent)
            #expect(middle == nil)
        }
    }

    @Test("the cost of walking the far side is exact")
    func cost() {
        var book = OrderBook()
        for (side, level, amount) in [
            (Side.sell, "101", "2"), (.sell, "100", "1"), (.buy, "99", "3"), (.buy, "98.5", "1"),
        ] {
            _ = book.apply(
                BookUpdate(
                    instrument: InstrumentID(0), time: .epoch, side: side, price: price(level),
                    quantity: quantity(amount)))
        }
        let buy = book.cost(of: quantity("2.5"), side: .buy)
        #expect(buy.notional == money("251.5") && buy.available == quantity("2.5"))
        let sell = book.cost(of: quantity("5"), side: .sell)
        #expect(sell.notional == money("395.5") && sell.available == quantity("4"))
    }
}
