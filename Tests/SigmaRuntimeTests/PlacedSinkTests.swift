import Foundation
import SigmaModel
import SigmaPorts
import SigmaRuntime
import Testing

@Suite("Place of a feed", .timeLimit(.minutes(10)))
struct PlacedSinkTests {
    /// Takes everything.
    private struct Taker: MarketSink {
        func push(_ item: FeedItem) -> Bool { true }
        func room() async throws {}
    }

    private typealias Sink = PlacedSink<Taker, ManualClock>

    private static func trade(_ number: Int) -> FeedItem {
        FeedItem(
            event: .trade(
                Trade(
                    instrument: InstrumentID(0), time: Timestamp(seconds: Int64(number)), price: Price(raw: 1),
                    quantity: Quantity(raw: 1), aggressor: .buy, id: UInt64(number))), receivedAt: nil,
            handedOver: .zero)
    }

    @Test(
        "what is kept is never behind what passed, and little ahead at any pace",
        arguments: [
            (milliseconds: Int64(200), most: UInt64(16)), (milliseconds: 10, most: 200),
            (milliseconds: 0, most: 16_384),
        ])
    func pace(milliseconds: Int64, most: UInt64) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sigma-place-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "place.json")
        let clock = ManualClock(.epoch)
        let sink = Sink(
            Taker(), from: FeedPlace(start: .epoch, position: 7), keptIn: file, oldest: nil, clock: clock)
        for number in 0..<40_000 {
            #expect(sink.push(Self.trade(number)))
            clock.advance(by: TimeSpan(milliseconds: milliseconds))
            guard number % 97 == 0 || number < 100 else { continue }
            let kept = try #require(FeedPlace.read(file)).position
            let passed = UInt64(number) + 8
            #expect(kept >= passed && kept < passed + most)
        }
        try sink.finish()
        #expect(FeedPlace.read(file) == FeedPlace(start: .epoch, position: 40_007))
        #expect(sink.failure == nil)
    }
}
