import NIOCore
import NIOEmbedded
import NIOWebSocket
import SigmaModel
import SigmaPorts
import Synchronization
import Testing

@testable import SigmaTransport

/// One side in a channel without a network, and what its listener heard.
private final class Side: WebSocketListener, Sendable {
    let texts = Mutex<[String]>([])
    let closings = Mutex<[WebSocketClosing]>([])

    func received(_ message: WebSocketMessage, on session: WebSocketSession) -> WebSocketFlow {
        texts.withLock { $0.append(message.text) }
        return .goOn
    }

    func closed(_ session: WebSocketSession, _ closing: WebSocketClosing) {
        closings.withLock { $0.append(closing) }
    }

    /// - Parameter limit: the most bytes of a message.
    func channel(as role: WebSocketSession.Role, limit: Int = 1_000) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let sync = channel.pipeline.syncOperations
        try sync.addHandler(WebSocketFrameEncoder())
        try sync.addHandler(ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limit)))
        var settings = WebSocketSettings()
        settings.messageLimit = limit
        _ = try WebSocketSession.attach(
            to: channel, as: role, settings: settings, clock: ManualClock(.epoch), listener: self)
        return channel
    }
}

@Suite("WebSocket rules")
struct WebSocketBreachTests {
    /// All that a channel wrote.
    private func written(_ channel: EmbeddedChannel) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += Array(buffer: buffer) }
        return bytes
    }

    /// The one masked frame that a client wrote: first byte and content.
    private func clientFrame(_ bytes: [UInt8]) throws -> (first: UInt8, content: [UInt8]) {
        try #require(bytes.count >= 6 && bytes[1] & 0x80 != 0, "not masked")
        let length = Int(bytes[1] & 0x7F)
        try #require(bytes.count == 6 + length)
        return (bytes[0], bytes[6...].enumerated().map { $1 ^ bytes[2 + $0 % 4] })
    }

    @Test(
        "a server that breaks the protocol is told so with code 1002",
        arguments: [
            ("a masked frame", [0x81, 0x81, 1, 2, 3, 4, 0x41]),
            ("a reserved bit", [0xC1, 0x01, 0x41]),
            ("an unknown kind", [0x83, 0x01, 0x41]),
            ("an unknown control frame", [0x8B, 0x00]),
            ("a continuation of nothing", [0x80, 0x01, 0x41]),
            ("a message within a message", [0x01, 0x01, 0x41, 0x81, 0x01, 0x42]),
            ("a control frame in fragments", [0x09, 0x00]),
            ("a long control frame", [0x89, 0x7E, 0x00, 0x7E]),
            ("half a close code", [0x88, 0x01, 0x03]),
            ("a close code that may not be sent", [0x88, 0x02, 0x03, 0xED]),
        ] as [(String, [UInt8])])
    func breaches(_ what: String, _ bytes: [UInt8]) throws {
        let side = Side()
        let channel = try side.channel(as: .client)
        _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        let frame = try clientFrame(try written(channel))
        #expect(frame.first == 0x88 && Array(frame.content.prefix(2)) == [0x03, 0xEA], "\(what)")
        #expect(side.closings.withLock { $0.map(\.code) } == [1_002], "\(what)")
        // Nothing counts after it.
        _ = try? channel.writeInbound(ByteBuffer(bytes: Frames.bytes(.text, "late")))
        #expect(side.texts.withLock { $0 } == [])
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test("a client that does not mask is told so with code 1002")
    func unmasked() throws {
        let side = Side()
        let channel = try side.channel(as: .server)
        try channel.writeInbound(ByteBuffer(bytes: Frames.bytes(.text, "x")))
        #expect(try written(channel).prefix(4) == [0x88, 0x02 + 29, 0x03, 0xEA])
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test("pings are answered with their content, masked by a client; pongs are not")
    func pings() throws {
        let side = Side()
        let channel = try side.channel(as: .client)
        try channel.writeInbound(ByteBuffer(bytes: Frames.bytes(.ping, "payload")))
        let frame = try clientFrame(try written(channel))
        #expect(frame.first == 0x8A && frame.content == Array("payload".utf8))
        try channel.writeInbound(ByteBuffer(bytes: Frames.bytes(.pong, "payload")))
        #expect(try written(channel) == [])
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test("masks differ from frame to frame")
    func masks() throws {
        let side = Side()
        let channel = try side.channel(as: .client)
        var masks: Set<[UInt8]> = []
        for _ in 0..<50 {
            try channel.writeInbound(ByteBuffer(bytes: Frames.bytes(.ping, "")))
            masks.insert(Array(try written(channel)[2...5]))
        }
        #expect(masks.count > 45)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test("the peer's close is answered with its code, and told once", arguments: [true, false])
    func peerCloses(hasCode: Bool) throws {
        let side = Side()
        let channel = try side.channel(as: .client)
        let payload: [UInt8] = hasCode ? [0x88, 0x05, 0x0F, 0xA1, 0x62, 0x79, 0x65] : [0x88, 0x00]
        try channel.writeInbound(ByteBuffer(bytes: payload))
        let frame = try clientFrame(try written(channel))
        #expect(frame.first == 0x88 && frame.content == (hasCode ? [0x0F, 0xA1] : []))
        _ = try? channel.writeInbound(ByteBuffer(bytes: payload))
        channel.pipeline.fireChannelInactive()
        let expected =
            hasCode
            ? WebSocketClosing(code: 4_001, reason: "bye")
            : WebSocketClosing(code: 1_005, reason: "closed without a reason")
        #expect(side.closings.withLock { $0 } == [expected])
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test("random fragments in random pieces come out as they went in", arguments: UInt64(0)..<40)
    func pieces(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let side = Side()
        let channel = try side.channel(as: .client, limit: 100_000)
        var expected: [String] = []
        var bytes = ByteBuffer()
        for number in 0..<500 {
            let text =
                "\(number)-"
                + String(repeating: "z", count: random.oneIn(20) ? random.pick(0...70_000) : random.pick(0...300))
            expected.append(text)
            for frame in Frames.fragments(of: text, &random) {
                let sender = EmbeddedChannel(handler: WebSocketFrameEncoder())
                try sender.writeOutbound(frame)
                while let part = try sender.readOutbound(as: ByteBuffer.self) { bytes.writeImmutableBuffer(part) }
                _ = try sender.finish()
            }
        }
        while bytes.readableBytes > 0 {
            let length = random.oneIn(4) ? random.pick(1...3) : random.pick(1...9_000)
            try channel.writeInbound(bytes.readSlice(length: min(length, bytes.readableBytes)))
        }
        #expect(side.texts.withLock { $0 } == expected, "seed \(seed)")
        #expect(side.closings.withLock { $0 } == [])
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }

    @Test("random bytes never do harm", arguments: UInt64(0)..<300)
    func garbage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let side = Side()
        let channel = try side.channel(as: random.oneIn(2) ? .client : .server, limit: 200)
        for _ in 0..<random.pick(1...20) {
            let bytes = (0..<random.pick(1...60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try? channel.writeInbound(ByteBuffer(bytes: bytes))
        }
        channel.pipeline.fireChannelInactive()
        #expect(side.closings.withLock { $0.count } == 1, "seed \(seed)")
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
