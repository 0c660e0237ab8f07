package import SigmaTransport
import Synchronization

/// A server that answers as a test says, and remembers what it was asked.
package final class ScriptedExchange: HTTPExchange {
    package typealias Answer = @Sendable (HTTPCall) -> Result<HTTPAnswer, TransportError>

    private let answer: Answer
    private let received = Mutex<[HTTPCall]>([])

    package init(_ answer: @escaping Answer) { self.answer = answer }

    /// A server that always answers the same.
    package convenience init(_ status: Int, _ body: String, headers: [(name: String, value: String)] = []) {
        self.init { _ in .success(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8))) }
    }

    /// A server that gives these answers, one after another, and the last one again and again.
    package convenience init(inTurn answers: [(status: Int, body: String)]) {
        let left = Mutex(answers[...])
        self.init { _ in
            let next = left.withLock { left in left.count > 1 ? left.removeFirst() : left.first }
            return .success(HTTPAnswer(status: next?.status ?? 500, body: Array((next?.body ?? "").utf8)))
        }
    }

    /// What it was asked, in order.
    package var calls: [HTTPCall] { received.withLock { $0 } }

    package func send(_ call: HTTPCall) async throws(TransportError) -> HTTPAnswer {
        received.withLock { $0.append(call) }
        return try answer(call).get()
    }
}
