internal import NIOCore
internal import SigmaModel
internal import SigmaPorts

/// Does what a ``StreamMachine`` decides; everything happens on one event loop.
final class StreamRunner: Sendable {
    private struct State {
        var machine: StreamMachine
        var connections: [StreamConnectionID: StreamConnection] = [:]
        /// Those that the listener was told of.
        var announced: Set<StreamConnectionID> = []
        /// What is yet to be done, in order; done one by one, since doing may bring more.
        var actions: [StreamMachine.Action] = []
        var isActing = false
        var timer: Scheduled<Void>?
        var failure: StreamFailure?
        var isFinished = false
        var waiter: EventLoopPromise<StreamFailure?>?
    }

    let plan: StreamPlan
    let clock: any SessionClock
    let loop: any EventLoop
    private let listener: any StreamListener
    private let orders: AsyncStream<StreamConnection>.Continuation
    private let state: NIOLoopBoundBox<State>

    /// - Parameter orders: takes the connections that are to be dialled.
    init(
        _ plan: StreamPlan, listener: any StreamListener, clock: any SessionClock, seed: UInt64, on loop: any EventLoop,
        orders: AsyncStream<StreamConnection>.Continuation
    ) {
        self.plan = plan
        self.listener = listener
        self.clock = clock
        self.loop = loop
        self.orders = orders
        state = .makeBoxSendingValue(State(machine: StreamMachine(plan, seed: seed)), eventLoop: loop)
    }

    func start() {
        onLoop { runner, now in runner.act { $0.advance(at: now) } }
    }

    /// Ends everything: with a failure, or because the task was cancelled.
    func stop(_ failure: StreamFailure?) {
        onLoop { runner, _ in
            if runner.state.value.failure == nil { runner.state.value.failure = failure }
            runner.orders.finish()
            runner.act { $0.stop() }
        }
    }

    /// Every dialling has ended, and none will begin: connections that were never dialled have failed.
    func diallingEnded() {
        onLoop { runner, now in
            for id in runner.state.value.machine.undialled {
                runner.state.value.connections[id] = nil
                runner.act { $0.ended(id, at: now) }
            }
        }
    }

    /// Returns when nothing is left, with what it ended by; nil after a cancellation.
    func finished() async -> StreamFailure? {
        let promise = loop.makePromise(of: StreamFailure?.self)
        onLoop { runner, _ in
            if runner.state.value.isFinished {
                promise.succeed(runner.state.value.failure)
            } else {
                runner.state.value.waiter = promise
            }
        }
        return (try? await promise.futureResult.get()) ?? nil
    }

    /// A dialled connection stands; on the loop, before any of its messages.
    func opened(_ connection: StreamConnection, _ session: WebSocketSession) {
        connection.stand(on: session)
        let now = clock.monotonic
        act { $0.opened(connection.id, at: now) }
        guard !state.value.machine.isStopping else { return }
        state.value.announced.insert(connection.id)
        listener.opened(connection)
    }

    /// A connection could not be dialled.
    func failed(_ connection: StreamConnection, _ failure: StreamFailure) {
        onLoop { runner, now in
            runner.state.value.connections[connection.id] = nil
            let isStopping = runner.state.value.machine.isStopping
            if !isStopping, !runner.listener.failed(failure) { runner.stop(failure) }
            runner.act { $0.ended(connection.id, at: now) }
        }
    }

    func closed(_ connection: StreamConnection, _ reason: String) {
        onLoop { runner, now in
            let isReplaced = runner.state.value.machine.isReplaced(connection.id)
            runner.state.value.connections[connection.id] = nil
            if runner.state.value.announced.remove(connection.id) != nil {
                runner.listener.closed(connection, reason: reason, isReplaced: isReplaced)
            }
            runner.act { $0.ended(connection.id, at: now) }
        }
    }

    func ready(_ connection: StreamConnection) {
        onLoop { runner, now in runner.act { $0.ready(connection.id, at: now) } }
    }

    func reconnect(_ connection: StreamConnection, _ reason: String) {
        onLoop { runner, now in runner.act { $0.reconnect(connection.id, reason, at: now) } }
    }

    func replace(_ connection: StreamConnection, _ reason: String) {
        onLoop { runner, now in runner.act { $0.replace(connection.id, at: now) } }
    }

    private func wake() {
        let now = clock.monotonic
        for (id, connection) in state.value.connections {
            state.value.machine.heard(id, at: connection.lastNews(at: now))
        }
        act { $0.advance(at: now) }
    }

    /// Asks the machine, does what it says, and what comes of that.
    private func act(_ decide: (inout StreamMachine) -> [StreamMachine.Action]) {
        let actions = decide(&state.value.machine)
        state.value.actions += actions
        guard !state.value.isActing else { return }
        state.value.isActing = true
        while !state.value.actions.isEmpty { perform(state.value.actions.removeFirst()) }
        state.value.isActing = false
        scheduleWake()
    }

    private func perform(_ action: StreamMachine.Action) {
        switch action {
        case .connect(let id):
            let connection = StreamConnection(id, listener: listener, runner: self)
            state.value.connections[id] = connection
            if case .terminated = orders.yield(connection) { failed(connection, .unreachable("the stream ends")) }
        case .close(let id): state.value.connections[id]?.close()
        case .cut(let id, let reason): state.value.connections[id]?.cut(reason)
        case .finish:
            state.value.isFinished = true
            orders.finish()
            state.value.waiter?.succeed(state.value.failure)
            state.value.waiter = nil
        }
    }

    private func scheduleWake() {
        state.value.timer?.cancel()
        state.value.timer = nil
        guard let time = state.value.machine.wakeAt else { return }
        let delay = max(0, (time - clock.monotonic).nanoseconds)
        state.value.timer = loop.scheduleTask(in: .nanoseconds(delay)) { self.wake() }
    }

    private func onLoop(_ body: @escaping @Sendable (StreamRunner, TimeSpan) -> Void) {
        if loop.inEventLoop {
            body(self, clock.monotonic)
        } else {
            loop.execute { body(self, self.clock.monotonic) }
        }
    }
}
