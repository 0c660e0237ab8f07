internal import SigmaAPI
internal import SigmaConfiguration

/// Whether the port of metrics and health can be listened on.
struct PortCheck: DoctorCheck {
    let name = "monitoring port"
    let monitoring: Configuration.Monitoring

    func run() async -> DoctorFinding {
        guard monitoring.enabled else { return .ok("monitoring is off") }
        let place = "\(monitoring.address):\(monitoring.port)"
        guard monitoring.port != 0 else { return .ok("any free port") }
        guard let problem = await NetworkProbe.listeningProblem(address: monitoring.address, port: monitoring.port)
        else {
            return .ok("\(place) is free")
        }
        return .warning(
            "\(place) is taken: \(problem)", mend: "fine when a session runs; else set monitoring.port")
    }
}
