internal import Foundation
internal import ServiceLifecycle
internal import SigmaModel
internal import SigmaRuntime

/// Shows a running session in the terminal: redrawn in place on a terminal, a line now and then elsewhere.
struct ProgressService: Service {
    private static let (frame, line) = (TimeSpan(milliseconds: 250), TimeSpan(seconds: 5))

    let manifest: SessionManifest
    let host: EngineHost<SystemClock>
    let clock: SystemClock
    /// What the first line says of the market.
    let title: String
    let isTerminal: Bool

    func run() async throws {
        let screen = Screen(self)
        try await cancelWhenGracefulShutdown {
            do {
                while true {
                    try await clock.sleep(until: clock.now + (isTerminal ? Self.frame : Self.line))
                    await screen.show()
                }
            } catch is CancellationError {}
        }
        await screen.show()
    }

    /// What was drawn last.
    private actor Screen {
        private let service: ProgressService
        private var view: ProgressView
        private var height = 0

        init(_ service: ProgressService) {
            self.service = service
            view = ProgressView(service.manifest, title: service.title, start: service.clock.monotonic)
        }

        func show() {
            let (status, inputs) = (service.host.board.current, service.host.inputs)
            guard service.isTerminal else {
                print(view.line(status, inputs))
                fflush(nil)
                return
            }
            let lines = view.lines(status, inputs, now: service.clock.monotonic)
            let back = height > 0 ? "\u{1B}[\(height)A" : ""
            let text = back + lines.map { "\u{1B}[2K\($0)\n" }.joined()
            FileHandle.standardOutput.write(Data(text.utf8))
            height = lines.count
        }
    }
}
