import SigmaModel
import SigmaPorts
import Testing

@testable import SigmaJournal

/// One kind of journal: how to open it for writing, again and again, and for reading.
private struct JournalKind<Writer: SessionJournal & ~Copyable, Reader: SessionJournalReader & ~Copyable> {
    let writer: () throws -> Writer
    let reader: (UInt64) throws -> Reader
}

private func fileKind(_ scratch: Scratch) -> JournalKind<JournalWriter, JournalReader> {
    JournalKind(
        writer: { try scratch.writer(segmentBytes: 8 << 10) }, reader: { try JournalReader(scratch.path, from: $0) })
}

private func memoryKind() -> JournalKind<MemoryJournal, MemoryJournal.Reader> {
    let storage = MemoryJournal.Storage()
    return JournalKind(
        writer: { MemoryJournal(storage) }, reader: { MemoryJournal.Reader(storage, from: $0) })
}

/// What every journal does; run over each kind.
@Suite("Every journal")
struct ConformanceTests {
    enum Kind: CaseIterable, Sendable {
        case file
        case memory
    }

    private func all<Reader: SessionJournalReader & ~Copyable>(_ reader: consuming Reader) throws -> [SessionRecord] {
        var records: [SessionRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    /// Appends a record through the typed method of its kind.
    private func append(_ record: SessionRecord, to writer: inout some SessionJournal & ~Copyable) throws {
        switch record {
        case .input(.trade(let trade), let receivedAt): try writer.append(trade, receivedAt: receivedAt)
        case .input(.quote(let quote), let receivedAt): try writer.append(quote, receivedAt: receivedAt)
        case .input(.book(let update), let receivedAt): try writer.append(update, receivedAt: receivedAt)
        case .input(.candle(let candle), let receivedAt): try writer.append(candle, receivedAt: receivedAt)
        case .input(.timer(let time), let receivedAt): try writer.append(timer: time, receivedAt: receivedAt)
        default: try writer.append(record)
        }
    }

    private func restarts<Writer: ~Copyable, Reader: ~Copyable>(
        _ journal: JournalKind<Writer, Reader>, seed: UInt64
    ) throws {
        var generator = SplitMix64(seed: seed)
        var random = RandomRecords(seed: seed)
        var kept: [SessionRecord] = []
        for _ in 0..<8 {
            var writer = try journal.writer()
            #expect(writer.nextSequence == UInt64(kept.count) + 1)
            for _ in 0..<generator.next() % 20 {
                var pending: [SessionRecord] = []
                for _ in 0..<generator.next() % 9 {
                    let record = random.next()
                    pending.append(record)
                    try append(record, to: &writer)
                }
                #expect(writer.nextSequence == UInt64(kept.count + pending.count) + 1)
                expectEqual(try all(journal.reader(1)), kept, "before the commit")
                #expect(try writer.commit(durably: generator.next() % 4 == 0) == UInt64(kept.count + pending.count))
                kept += pending
            }
            try writer.append(random.next())
        }
        let first = generator.next() % UInt64(kept.count + 3) + 1
        expectEqual(try all(journal.reader(first)), Array(kept.dropFirst(Int(first) - 1)), "from \(first)")
    }

    @Test(
        "keeps what is committed, whole commits only, over restarts", arguments: Kind.allCases,
        0..<25 as Range<UInt64>)
    func keeps(kind: Kind, seed: UInt64) throws {
        switch kind {
        case .file: try restarts(fileKind(Scratch()), seed: seed)
        case .memory: try restarts(memoryKind(), seed: seed)
        }
    }

    private func follows<Writer: ~Copyable, Reader: ~Copyable>(_ journal: JournalKind<Writer, Reader>) throws {
        var writer = try journal.writer()
        var reader = try journal.reader(2)
        #expect(try reader.next() == nil)
        for record in timers(1...3) { try writer.append(record) }
        #expect(try reader.next() == nil)
        #expect(try writer.commit(durably: false) == 3)
        #expect(try writer.commit(durably: true) == 3)
        #expect(try reader.next() == timers(2...2)[0])
        #expect(reader.sequence == 2)
        #expect(try reader.next() == timers(3...3)[0])
        #expect(try reader.next() == nil)
        #expect(reader.sequence == 3)
        try writer.append(timers(4...4)[0])
        try writer.commit(durably: false)
        #expect(try reader.next() == timers(4...4)[0])
    }

    @Test("can be read while it is written", arguments: Kind.allCases)
    func follows(kind: Kind) throws {
        switch kind {
        case .file: try follows(fileKind(Scratch()))
        case .memory: try follows(memoryKind())
        }
    }
}
