import SigmaModel
import Testing

@testable import SigmaBybit

/// Which messages of a book hold.
@Suite("Book")
struct BookTests {
    private func head(_ update: UInt64, _ sequence: UInt64 = 0, snapshot: Bool = false) -> BybitBookHead {
        BybitBookHead(
            subject: 0, depth: 50, isSnapshot: snapshot, update: update, sequence: sequence == 0 ? update : sequence,
            time: .epoch)
    }

    @Test("A snapshot, then changes one by one; what is old is passed over")
    func sequence() {
        var book = BybitBook()
        #expect(book.judge(head(9), from: 1) == .ignore, "no snapshot yet")
        #expect(book.judge(head(10, snapshot: true), from: 1) == .replace)
        #expect(book.judge(head(11), from: 1) == .change)
        #expect(book.judge(head(11), from: 1) == .ignore)
        #expect(book.judge(head(10), from: 1) == .ignore)
        #expect(book.judge(head(12), from: 1) == .change)
        #expect(book.judge(head(12, snapshot: true), from: 1) == .ignore, "repeated in a quiet market")
        #expect(book.judge(head(40, snapshot: true), from: 1) == .replace)
        #expect(book.judge(head(41), from: 1) == .change)
    }

    @Test("Update one is a whole book after a restart, whatever it calls itself")
    func restart() {
        var book = BybitBook()
        _ = book.judge(head(10, snapshot: true), from: 1)
        #expect(book.judge(head(1, 900), from: 1) == .replace)
        #expect(book.judge(head(2, 901), from: 1) == .change)
    }

    @Test("After a hole nothing holds until a snapshot")
    func hole() {
        var book = BybitBook()
        _ = book.judge(head(10, snapshot: true), from: 1)
        #expect(book.judge(head(12), from: 1) == .lost)
        #expect(!book.isWhole)
        #expect(book.judge(head(13), from: 1) == .ignore)
        #expect(book.judge(head(14, snapshot: true), from: 1) == .replace)
        #expect(book.judge(head(15), from: 1) == .change)
    }

    @Test("Numbers that always skip are believed after three holes")
    func skipping() {
        var book = BybitBook()
        for round in UInt64(1)...3 {
            _ = book.judge(head(round * 100, snapshot: true), from: 1)
            #expect(book.judge(head(round * 100 + 2), from: 1) == .lost)
        }
        _ = book.judge(head(500, snapshot: true), from: 1)
        #expect(book.judge(head(502), from: 1) == .change)
        #expect(book.judge(head(507), from: 1) == .change)
        #expect(book.judge(head(506), from: 1) == .ignore)
    }

    @Test("Rare holes are never taken for skipping numbers")
    func rareHoles() {
        var book = BybitBook()
        var update: UInt64 = 10
        for _ in 0..<10 {
            _ = book.judge(head(update, snapshot: true), from: 1)
            for _ in 0..<BybitBook.patience {
                update += 1
                #expect(book.judge(head(update), from: 1) == .change)
            }
            update += 5
            #expect(book.judge(head(update), from: 1) == .lost)
        }
    }

    @Test("A newer connection takes over with its snapshot, unless it is older than what is known")
    func replacement() {
        var book = BybitBook()
        _ = book.judge(head(10, 100, snapshot: true), from: 1)
        #expect(book.judge(head(8, 98, snapshot: true), from: 2) == .late)
        #expect(book.judge(head(11, 101), from: 1) == .change)
        #expect(book.judge(head(11, 101, snapshot: true), from: 2) == .replace)
        #expect(book.judge(head(12, 102), from: 1) == .ignore)
        #expect(book.judge(head(12, 102), from: 2) == .change)
        let isOlderEnd = book.close(1)
        #expect(!isOlderEnd)
        #expect(book.isWhole)
        let isOwnEnd = book.close(2)
        #expect(isOwnEnd)
        #expect(!book.isWhole)
        #expect(book.judge(head(1, 5, snapshot: true), from: 3) == .replace, "after a cut anything newer is unknown")
    }
}
