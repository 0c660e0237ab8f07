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

/// Whether a server accepts connections.
struct ServerCheck: DoctorCheck {
    let name: String
    let host: String
    let port: Int
    /// The key that says where it is.
    let key: String

    func run() async -> DoctorFinding {
        guard let problem = await NetworkProbe.connectingProblem(host: host, port: port) else {
            return .ok("\(host):\(port) accepts connections")
        }
        return .failure("\(host):\(port) does not answer: \(problem)", mend: "start it, or set \(key)")
    }

    /// The servers that a configuration uses; those of Unix sockets are left to their clients.
    static func all(_ configuration: Configuration) -> [ServerCheck] {
        var checks: [ServerCheck] = []
        if case .postgresql(let url) = configuration.store.location, !url.host.isEmpty {
            checks.append(ServerCheck(name: "store", host: url.host, port: url.port ?? 5_432, key: "store.url"))
        }
        if configuration.bus.kind == .redis {
            let url = configuration.bus.url
            checks.append(ServerCheck(name: "bus", host: url.host, port: url.port ?? 6_379, key: "bus.url"))
        }
        if configuration.queue.kind == .rabbitmq {
            let url = configuration.queue.url
            let standard = url.scheme == "amqps" ? 5_671 : 5_672
            checks.append(ServerCheck(name: "queue", host: url.host, port: url.port ?? standard, key: "queue.url"))
        }
        return checks
    }
}
