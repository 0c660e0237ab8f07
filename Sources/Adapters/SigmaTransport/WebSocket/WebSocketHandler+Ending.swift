internal import NIOCore
internal import NIOSSL
internal import NIOWebSocket
internal import SigmaModel
internal import SigmaPorts

extension WebSocketHandler {
    /// Asks the other side to agree to the end.
    func close(_ closing: WebSocketClosing) {
        guard case .none = ending else { return }
        guard context != nil else {
            // The channel has ended, and only what was read before waits: nobody wants it any more.
            forgetHeld()
            return end(closing)
        }
        ask(closing)
    }

    /// Ends the connection now, with nothing more said: a peer that is frozen or takes nothing would not hear it.
    func cut(_ reason: String) {
        isDeaf = true
        forgetHeld()
        end(WebSocketClosing(code: 1_006, reason: reason))
        guard let context else { return }
        let sync = context.pipeline.syncOperations
        // TLS would wait for the peer's goodbye, so the close begins behind it.
        let outer =
            (try? sync.context(handlerType: NIOSSLClientHandler.self))
            ?? (try? sync.context(handlerType: NIOSSLServerHandler.self)) ?? context
        outer.close(promise: nil)
    }

    /// The peer closes, or agrees to this side's wish.
    func agree(to closing: WebSocketClosing) {
        switch ending {
        case .none:
            ask(closing, isAnswer: true)
            finish(closing)
        case .asked(let asked): finish(asked)
        case .told: break
        }
    }

    /// The peer broke the protocol: it is told how, and nothing more from it counts.
    func breach(_ violation: WebSocketViolation) {
        guard !isDeaf else { return }
        let closing = WebSocketClosing(code: violation.code, reason: violation.reason)
        if case .none = ending { ask(closing) }
        finish(closing)
    }

    /// Tells the listener, once.
    func end(_ closing: WebSocketClosing) {
        let final: WebSocketClosing
        switch ending {
        case .none: final = closing
        case .asked(let asked): final = asked
        case .told: return
        }
        ending = .told
        for timer in timers.values { timer.cancel() }
        timers = [:]
        dropWaiting()
        if let session {
            session.noteEnd()
            listener.closed(session, final)
        }
        session = nil
    }

    private func ask(_ closing: WebSocketClosing, isAnswer: Bool = false) {
        sendControl(.connectionClose, closing.payload(isAnswer: isAnswer))
        ending = .asked(closing)
        dropWaiting()
        schedule(.closing, at: clock.monotonic + settings.closeWithin) { $0.cut("the peer did not agree to close") }
    }

    /// Both sides know, or this one does not care: the listener is told, and the server ends the connection.
    ///
    /// A client waits for that a little, deaf: ending it first could lose the last frame it sent, since unread bytes
    /// reset the connection. So does a server that has just told a client of its error.
    private func finish(_ closing: WebSocketClosing) {
        let isServersTurn = role == .server && closing.code != 1_002 && closing.code != 1_009
        isDeaf = true
        forgetHeld()
        end(closing)
        if isServersTurn {
            context?.close(promise: nil)
        } else {
            schedule(.closing, at: clock.monotonic + settings.closeWithin) { $0.cut("") }
        }
    }
}

extension WebSocketClosing {
    /// The connection went without a word.
    static let cut = WebSocketClosing(code: 1_006, reason: "the connection was cut")

    /// What a close frame says.
    init(payload: ByteBuffer) throws(WebSocketViolation) {
        var payload = payload
        guard payload.readableBytes > 0 else {
            self.init(code: 1_005, reason: "closed without a reason")
            return
        }
        guard let code = payload.readInteger(as: UInt16.self), WebSocketClosing.isSendable(code) else {
            throw .protocolError("a close frame without a valid code")
        }
        self.init(code: code, reason: String(buffer: payload))
    }

    /// The content of a close frame; empty where no code may be sent. An answer repeats the code only.
    func payload(isAnswer: Bool) -> ByteBuffer {
        var payload = ByteBuffer()
        guard WebSocketClosing.isSendable(code) else { return payload }
        payload.writeInteger(code)
        // Control frames hold 125 bytes; a reason is cut between characters.
        var bytes = 0
        let text = reason.prefix { character in
            bytes += character.utf8.count
            return bytes <= 123
        }
        if !isAnswer { payload.writeString(String(text)) }
        return payload
    }

    /// Source: RFC 6455, section 7.4, and the registry of IANA.
    private static func isSendable(_ code: UInt16) -> Bool {
        switch code {
        case 1_000...1_003, 1_007...1_014, 3_000...4_999: true
        default: false
        }
    }
}

extension WebSocketViolation {
    /// What NIO's frame decoder found.
    init(_ error: NIOWebSocketError, limit: Int) {
        switch error {
        case .invalidFrameLength: self.init(code: 1_009, reason: "a frame is larger than \(limit) bytes")
        case .fragmentedControlFrame: self.init(code: 1_002, reason: "a control frame in fragments")
        case .multiByteControlFrameLength: self.init(code: 1_002, reason: "a control frame of more than 125 bytes")
        }
    }
}
