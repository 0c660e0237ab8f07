internal import ServiceLifecycle
internal import SigmaModel
internal import SigmaRuntime

/// Halts a session for good as soon as it runs, and lets it end by a policy.
struct InterventionService: Service {
    let inputs: EngineInputs
    let policy: StopPolicy

    func run() async throws {
        // The halt stays after the end, unlike one that only a stop brings: a person resumes.
        try await inputs.inbox.submit(.command(.setTradingState(.halted)))
        inputs.requestStop(policy)
        try await gracefulShutdown()
    }
}
