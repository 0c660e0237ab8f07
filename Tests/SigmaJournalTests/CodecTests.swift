import SigmaModel
import Testing

@testable import SigmaJournal

@Suite("Records as bytes")
struct CodecTests {
    /// Decodes everything that an encoder holds.
    private func decode(_ encoder: borrowing RecordEncoder) throws -> [SessionRecord] {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: encoder.sink.count + ByteSource.slack, alignment: 16)
        defer { bytes.deallocate() }
        bytes.copyMemory(from: encoder.sink.content, byteCount: encoder.sink.count)
        var source = ByteSource(bytes, count: encoder.sink.count)
        var decoder = RecordDecoder()
        var records: [SessionRecord] = []
        while !source.isAtEnd {
            let record = decoder.next(&source)
            records.append(try #require(record))
            try #require(!source.isOverrun)
        }
        return records
    }

    @Test("every field of every kind comes back to the last bit", arguments: 0..<1_200 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = RandomRecords(seed: seed)
        let records = (0..<200).map { _ in random.next() }
        var encoder = RecordEncoder(capacity: 64)
        for record in records { encoder.append(record) }
        let decoded = try decode(encoder)
        #expect(decoded.count == records.count)
        for (index, pair) in zip(records, decoded).enumerated() where pair.0 != pair.1 {
            Issue.record("record \(index): \(pair.0) came back as \(pair.1)")
            return
        }
    }

    @Test("arbitrary and damaged bytes never trap the decoder", arguments: 0..<300 as Range<UInt64>)
    func damaged(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var random = RandomRecords(seed: seed)
        var encoder = RecordEncoder(capacity: 64)
        for _ in 0..<40 { encoder.append(random.next()) }
        let count = encoder.sink.count
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: count + ByteSource.slack, alignment: 16)
        defer { bytes.deallocate() }
        bytes.copyMemory(from: encoder.sink.content, byteCount: count)
        for _ in 0..<50 {
            for _ in 0...generator.next() % 8 {
                bytes.storeBytes(
                    of: UInt8(truncatingIfNeeded: generator.next()),
                    toByteOffset: Int(generator.next() % UInt64(count)), as: UInt8.self)
            }
            var source = ByteSource(bytes, count: count)
            var decoder = RecordDecoder()
            var decoded = 0
            while !source.isAtEnd, decoder.next(&source) != nil, !source.isOverrun { decoded += 1 }
            #expect(decoded <= count / 2, "every record takes two bytes or more")
        }
    }
}
