import SigmaModel
import SigmaPorts

/// The end that receives jobs for one worker, on its own thread, which keeps the heartbeats while the worker works.
final class RabbitReceiver: ThreadClient {
    private let environment: RabbitEnvironment
    private let request: JobRequest
    private let inbox: JobInbox
    private let readiness: Readiness<JobError>
    private let link: RabbitLink

    init(_ environment: RabbitEnvironment, _ request: JobRequest, inbox: JobInbox, readiness: Readiness<JobError>) {
        self.environment = environment
        self.request = request
        self.inbox = inbox
        self.readiness = readiness
        link = RabbitLink(environment)
    }

    var descriptor: Int32? { link.connection?.descriptor }

    func step() -> Int {
        do throws(RabbitFailure) {
            let connection = try link.connected { connection throws(RabbitFailure) in
                for kind in request.kinds {
                    let queue = environment.settings.queue(kind)
                    try connection.declare(queue, .quorumQueue)
                    try connection.consume(queue, prefetch: request.prefetch)
                }
            }
            readiness.succeed()
            while let (tag, message) = try connection.delivery() {
                // The same job twice at a time: the one at work stands for both.
                if !inbox.put(message, tag: tag) { try connection.acknowledge(tag) }
            }
            return environment.settings.heartbeatSeconds * 500
        } catch {
            if case .refused(let text) = error { readiness.fail(.refused(text)) }
            lose(error)
            return link.wait.milliseconds
        }
    }

    /// Tells the server that a delivery of this connection is done; false when the connection is gone.
    func acknowledge(_ tag: UInt64, of generation: Int) -> Bool {
        guard generation == inbox.generation, let connection = link.connection else { return false }
        do throws(RabbitFailure) {
            try connection.acknowledge(tag)
            return true
        } catch {
            lose(error)
            return false
        }
    }

    func close() {
        link.close()
        inbox.lose()
    }

    /// The server hands out again what this connection had.
    private func lose(_ failure: RabbitFailure) {
        guard link.connection != nil else { return }
        link.drop(failure)
        inbox.lose()
    }
}
