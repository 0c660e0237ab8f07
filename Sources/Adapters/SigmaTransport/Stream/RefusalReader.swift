internal import NIOCore
internal import NIOHTTP1

/// Reads why a server did not upgrade a connection: its status and the beginning of what it says.
final class RefusalReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// The most characters that are kept.
    private static let limit = 200
    private var promise: EventLoopPromise<StreamFailure>?
    private var status = 0
    private var body = ByteBuffer()

    private init(_ promise: EventLoopPromise<StreamFailure>) { self.promise = promise }

    /// Adds one to a channel, on its event loop; the future always succeeds.
    static func add(to channel: any Channel) throws -> EventLoopFuture<StreamFailure> {
        let promise = channel.eventLoop.makePromise(of: StreamFailure.self)
        do { try channel.pipeline.syncOperations.addHandler(RefusalReader(promise)) } catch {
            promise.fail(error)
            throw error
        }
        return promise.futureResult
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(let part):
            body.writeImmutableBuffer(part)
            if body.readableBytes >= RefusalReader.limit * 4 { finish() }
        case .end: finish()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { finish() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { finish() }

    private func finish() {
        let characters = String(buffer: body).unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        let text = String(String.UnicodeScalarView(characters.prefix(RefusalReader.limit)))
        promise?.succeed(.refused(status: status, body: text))
        promise = nil
    }
}
