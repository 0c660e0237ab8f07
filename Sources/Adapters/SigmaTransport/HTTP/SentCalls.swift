internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Knows of each call whether its request may have left this machine.
///
/// A call carries its number in a header of the request. The watch in each connection takes the header off before the
/// request is turned into bytes, and notes the number before it passes the request on: a call whose number was not
/// noted has sent nothing, whatever the error says. One that has ended before is not let out any more.
///
/// The watch also puts the target back as the caller wrote it: signatures are made of it, and URL parsers change it.
final class SentCalls: Sendable {
    /// The header between call and connection; no server sees it.
    static let header = "Sigma-Call"

    private struct State {
        var last: UInt64 = 0
        /// The calls under way.
        var calls: [UInt64: Call] = [:]
    }

    private struct Call {
        /// Path and query as they are to be sent; nil for what the client makes of them.
        let target: String?
        /// Whether the request may have left.
        var wasSent = false
    }

    private let state = Mutex(State())

    /// A number for a call that begins.
    ///
    /// - Parameter target: path and query as they are to be sent; nil for what the client makes of them.
    func begin(_ target: String?) -> UInt64 {
        state.withLock { state in
            state.last += 1
            state.calls[state.last] = Call(target: target)
            return state.last
        }
    }

    /// The call is over; whether its request may have left. It will not leave any more.
    func end(_ call: UInt64) -> Bool { state.withLock { $0.calls.removeValue(forKey: call)?.wasSent ?? false } }

    /// Puts a watch into a connection, between what makes requests and what turns them into bytes.
    func watch(_ channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let sync = channel.pipeline.syncOperations
            try sync.addHandler(RequestWatch(self), position: .after(sync.handler(type: HTTPRequestEncoder.self)))
        }
    }

    /// The request leaves now, as it is to be sent; nil where the call is over and it must not.
    fileprivate func letOut(_ head: HTTPRequestHead) -> HTTPRequestHead? {
        guard let number = head.headers.first(name: SentCalls.header).flatMap({ UInt64($0) }) else { return nil }
        let call = state.withLock { state in
            state.calls[number]?.wasSent = true
            return state.calls[number]
        }
        guard let call else { return nil }
        var head = head
        head.headers.remove(name: SentCalls.header)
        if let target = call.target { head.uri = target }
        return head
    }
}

/// Sees every request of a connection before it is turned into bytes.
private final class RequestWatch: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let calls: SentCalls
    /// A request was held back; the connection ends.
    private var isShut = false

    init(_ calls: SentCalls) { self.calls = calls }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isShut else { return refuse(promise) }
        guard case .head(let marked) = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        guard let head = calls.letOut(marked) else {
            isShut = true
            refuse(promise)
            return context.close(promise: nil)
        }
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }

    private func refuse(_ promise: EventLoopPromise<Void>?) { promise?.fail(ChannelError.ioOnClosedChannel) }
}
