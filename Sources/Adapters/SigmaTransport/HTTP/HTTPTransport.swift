internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import SigmaModel

/// An HTTP/1.1 client that keeps its connections and tells what is known after a failure.
package final class HTTPTransport: HTTPExchange {
    private let settings: HTTPSettings
    private let client: HTTPClient
    private let calls = SentCalls()

    /// A client; it connects when it is first asked to send. Ends with ``shutdown()``.
    package init(_ settings: HTTPSettings = HTTPSettings()) {
        self.settings = settings
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = TLSClient.configuration(settings.trust)
        configuration.httpVersion = .http1Only
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .nanoseconds(settings.connectTimeout.nanoseconds)
        configuration.connectionPool.idleTimeout = .nanoseconds(settings.keepAlive.nanoseconds)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connectionLimit
        // A server that cannot be reached is an answer; whoever asked decides whether to ask again.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { [calls] in calls.watch($0) }
        // One loop for calls and connections: where they differ, the client traps when a server answers early and hangs up
        // while a call's news are on their way from loop to loop ("a connection that we don't know was released").
        client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton.next(), configuration: configuration)
    }

    package func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        let number = calls.begin(call.target)
        let outcome = await exchange(call, number)
        let wasSent = calls.end(number)
        switch outcome {
        case .success(let answer): return answer
        case .failure(let error): throw HTTPFault(error, wasSent: wasSent, call, settings).transportError
        }
    }

    /// Closes every connection; calls under way fail.
    package func shutdown() async throws { try await client.shutdown() }

    private func exchange(_ call: HTTPCall, _ number: UInt64) async -> Result<HTTPAnswer, any Error> {
        do {
            try Task.checkCancellation()
            let request = try makeRequest(call, number)
            let deadline = NIODeadline.now() + .nanoseconds(call.timeout.nanoseconds)
            let accumulator = ResponseAccumulator(request: request, maxBodySize: settings.answerLimit)
            let task = client.execute(request: request, delegate: accumulator, deadline: deadline)
            let response = try await withTaskCancellationHandler {
                try await task.futureResult.get()
            } onCancel: {
                task.fail(reason: CancellationError())
            }
            return .success(
                HTTPAnswer(
                    status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
                    body: response.body.map { Array(buffer: $0) } ?? []))
        } catch {
            return .failure(error)
        }
    }

    private func makeRequest(_ call: HTTPCall, _ number: UInt64) throws -> HTTPClient.Request {
        var headers = HTTPHeaders(call.headers.map { ($0.name, $0.value) })
        headers.add(name: SentCalls.header, value: "\(number)")
        return try HTTPClient.Request(
            url: call.url, method: .RAW(value: call.method.rawValue), headers: headers,
            body: call.body.isEmpty ? nil : .byteBuffer(ByteBuffer(bytes: call.body)))
    }
}
