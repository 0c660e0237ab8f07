import Foundation
import NIOCore
import NIOWebSocket
import SigmaModel

/// WebSocket frames as a server sends them.
enum Frames {
    /// A text in random fragments, with pings and pongs between them.
    static func fragments(of text: String, _ random: inout SplitMix64) -> [WebSocketFrame] {
        var rest = ByteBuffer(string: text)
        var frames: [WebSocketFrame] = []
        var opcode = WebSocketOpcode.text
        while true {
            let isLast = rest.readableBytes == 0 || random.oneIn(3)
            let length = isLast ? rest.readableBytes : random.pick(0...rest.readableBytes)
            let part = rest.readSlice(length: length) ?? ByteBuffer()
            frames.append(WebSocketFrame(fin: isLast, opcode: opcode, data: part))
            opcode = .continuation
            if random.oneIn(8) {
                frames.append(
                    WebSocketFrame(
                        fin: true, opcode: random.oneIn(2) ? .ping : .pong,
                        data: ByteBuffer(repeating: 7, count: random.pick(0...125))))
            }
            if isLast { return frames }
        }
    }

    /// One unmasked frame's bytes, of at most 65,535 bytes of content.
    static func bytes(_ opcode: WebSocketOpcode, _ text: String, isFinal: Bool = true) -> [UInt8] {
        let content = Array(text.utf8)
        let first = (isFinal ? 0x80 : 0) | UInt8(webSocketOpcode: opcode)
        let length =
            content.count < 126
            ? [UInt8(content.count)] : [126, UInt8(content.count >> 8), UInt8(truncatingIfNeeded: content.count)]
        return [first] + length + content
    }

    /// How long ``upgradeAnswer(to:)`` is.
    static var upgradeAnswerLength: Int { answer(accept: String(repeating: "x", count: 28)).count }

    /// The answer that grants an upgrade, once its request is whole.
    static func upgradeAnswer(to request: [UInt8]) -> [UInt8]? {
        let text = String(decoding: request, as: UTF8.self)
        guard text.hasSuffix("\r\n\r\n") else { return nil }
        let lines = text.split(separator: "\r\n")
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("sec-websocket-key:") }) else { return nil }
        let key = line.dropFirst("sec-websocket-key:".count).drop { $0 == " " }
        return answer(accept: accept(String(key)))
    }

    private static func answer(accept: String) -> [UInt8] {
        Array(
            """
            HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r
            Sec-WebSocket-Accept: \(accept)\r\n\r\n
            """.utf8)
    }

    /// Source: RFC 6455, section 4.2.2.
    private static func accept(_ key: String) -> String {
        Data(SHA1.digest(Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))).base64EncodedString()
    }
}

/// Written anew, so that both sides of a test do not share an error. Source: RFC 3174.
private enum SHA1 {
    static func digest(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        var bytes = message + [0x80]
        while bytes.count % 64 != 56 { bytes.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: UInt64(message.count * 8) >> UInt64(shift)))
        }
        for start in stride(from: 0, to: bytes.count, by: 64) { mix(&state, bytes[start..<(start + 64)]) }
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
    }

    private static func mix(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
        var words = (0..<16).map { index in
            block.dropFirst(index * 4).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<80 {
            words.append(rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1))
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for index in 0..<80 {
            let (f, k): (UInt32, UInt32) =
                switch index {
                case 0..<20: ((b & c) | (~b & d), 0x5A82_7999)
                case 20..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                case 40..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let next = rotate(a, 5) &+ f &+ e &+ k &+ words[index]
            (a, b, c, d, e) = (next, a, rotate(b, 30), c, d)
        }
        state = zip(state, [a, b, c, d, e]).map { $0 &+ $1 }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
}
