import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import Testing

@testable import SigmaBinance

/// Damages what was recorded and lets whole listeners hear it: every message that cannot be read is told, once.
@Suite("Damaged recordings", .enabled(if: RecordedData.isPresent, "the folder ../shared/data is absent"))
struct CaptureFuzzTests {
    /// A thousand messages from every part of the recordings.
    private static func recorded() throws -> [[UInt8]] {
        let names = ["spot_btcusdt_20240808", "binance_ws_mixed_20211012", "samples"]
        return try names.flatMap { name in
            let all = try CaptureOracleTests.messages(name).filter { $0.count < 4_000 }
            let stride = max(1, all.count / 500)
            return all.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
        }
    }

    @Test("twenty thousand: a feed hears of each that cannot be read, and no other; no trade is one that is not there")
    func feed() async throws {
        let recorded = try Self.recorded()
        let rest = client(FakeServer { (_) throws(TransportError) in json("{}") })
        let symbols = BinanceSymbols(
            CaptureOracleTests.symbols.enumerated().map { (symbol: $0.element, instrument: InstrumentID($0.offset)) })
        let inbox = BinanceInbox()
        let subscription = BinanceSubscription(["BTCUSDT"], BinanceInterest())
        let listener = BinanceFeedListener(rest, symbols, subscription, inbox)
        let link = FakeLink()
        listener.opened(link)
        var mutator = Mutator(random: SplitMix64(seed: 51))
        var (read, unreadable) = (0, 0)
        for round in 0..<20_000 {
            let text = mutator.mutated(recorded[mutator.below(recorded.count)])
            let message = WebSocketMessage(String(decoding: text, as: UTF8.self), receivedAt: venueNow)
            let expected = try? message.withBytes { bytes in
                try CaptureOracleTests.decoder.decode(JSONCursor(bytes), at: venueNow)
            }
            read += expected == nil ? 0 : 1
            unreadable += expected == nil ? 1 : 0
            _ = listener.received(message, on: link)
            let heard = try await inbox.take(until: venueNow, by: rest.clock).filter { input in
                if case .opened = input { false } else { true }
            }
            switch expected {
            case nil:
                guard heard.count == 1, case .unreadable? = heard.first else {
                    Issue.record("round \(round): \(heard) for \(message.text)")
                    return
                }
            case .answer, .shutdown, .ignored: #expect(heard.isEmpty, "round \(round)")
            case let expected?:
                guard heard.count == 1, case .message(expected, _)? = heard.first else {
                    Issue.record("round \(round): \(heard) for \(message.text)")
                    return
                }
            }
        }
        #expect(read > 500 && unreadable > 2_000, "\(read) read, \(unreadable) refused")
    }

    @Test("ten thousand of an account: each that cannot be read is told once")
    func account() throws {
        let recorded = try RecordedData.pushes().filter { !$0.name.hasPrefix("ExchangeData") }.map(\.text)
        #expect(recorded.count > 3)
        let reports = Reports()
        let rest = client(FakeServer { (_) throws(TransportError) in json("{}") })
        let stream = BinancePrivateStream(rest) { reports.take($0) }
        let link = FakeLink()
        var mutator = Mutator(random: SplitMix64(seed: 61))
        var (read, unreadable) = (0, 0)
        for _ in 0..<10_000 {
            let text = mutator.mutated(recorded[mutator.below(recorded.count)])
            let message = WebSocketMessage(String(decoding: text, as: UTF8.self), receivedAt: venueNow)
            let isRead = (try? message.withBytes { try BinanceAPIMessage(JSONCursor($0), now: venueNow) }) != nil
            read += isRead ? 1 : 0
            unreadable += isRead ? 0 : 1
            _ = stream.received(message, on: link)
        }
        let told = reports.all.count { if case .unreadable = $0 { true } else { false } }
        #expect(told == unreadable)
        #expect(read > 500 && unreadable > 2_000, "\(read) read, \(unreadable) refused")
    }
}
