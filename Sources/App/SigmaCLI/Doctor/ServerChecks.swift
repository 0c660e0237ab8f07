internal import Foundation
internal import SigmaAPI
internal import SigmaConfiguration
internal import SigmaMessaging
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaStorage

/// Whether the store can be used as it is: reached, let in, and with a schema that this program knows.
struct StoreCheck: DoctorCheck {
    let name = "store"
    let configuration: Configuration

    func run() async -> DoctorFinding {
        if case .postgresql(let url) = configuration.store.location, !url.host.isEmpty {
            let (host, port) = (url.host, url.port ?? 5_432)
            if let problem = await NetworkProbe.connectingProblem(host: host, port: port) {
                return .failure(
                    "\(host):\(port) does not answer: \(problem)", mend: "start PostgreSQL, or set store.url")
            }
        }
        let location = configuration.storeLocation
        if location.hasPrefix("sqlite:"), !FileManager.default.fileExists(atPath: String(location.dropFirst(7))) {
            return .ok("\(location): made at the first start")
        }
        do throws(StoreError) {
            let store = try Store.open(location, connections: 1)
            let finding = await finding(in: store)
            await store.close()
            return finding
        } catch { return .failure(error.description, mend: "set store.url") }
    }

    private func finding(in store: Store) async -> DoctorFinding {
        do throws(StoreError) {
            let applied = try await Migrator(store.database).applied().count
            let known = Schema.migrations.count
            guard applied >= known else {
                return .ok("\(store.address): \(known - applied) of \(known) migrations to come, at the next start")
            }
            try await Migrator(store.database).verify()
            return .ok("\(store.address): schema up to date")
        } catch {
            let mend =
                switch error {
                case .refused: "check user, password, permissions and TLS of store.url"
                case .mismatch: "run the version that made the store, or restore a backup to another one"
                default: "see what the store says, then run sigma doctor again"
                }
            return .failure("\(store.address): \(error.description)", mend: mend)
        }
    }
}

/// Whether the bus's server lets the session in.
struct BusCheck: DoctorCheck {
    let name = "bus"
    let configuration: Configuration

    func run() async -> DoctorFinding {
        let url = configuration.bus.url
        let (host, port) = (url.host, url.port ?? 6_379)
        if let problem = await NetworkProbe.connectingProblem(host: host, port: port) {
            return .failure("\(host):\(port) does not answer: \(problem)", mend: "start Redis, or set bus.url")
        }
        do {
            let bus = RedisBus(try configuration.redis(), clock: SystemClock())
            let result: Result<[BusGroup], BusError>
            do throws(BusError) { result = .success(try await bus.groups()) } catch { result = .failure(error) }
            await bus.close()
            guard case .failure(let error) = result else { return .ok("\(host):\(port) lets the session in") }
            return .failure("\(host):\(port): \(error.text)", mend: "check user, password and database of bus.url")
        } catch { return .failure("\(error)", mend: "set bus.url") }
    }
}

/// Whether the queue's server lets workers in.
struct QueueCheck: DoctorCheck {
    let name = "queue"
    let configuration: Configuration

    func run() async -> DoctorFinding {
        let url = configuration.queue.url
        let (host, port) = (url.host, url.port ?? (url.scheme == "amqps" ? 5_671 : 5_672))
        if let problem = await NetworkProbe.connectingProblem(host: host, port: port) {
            return .failure("\(host):\(port) does not answer: \(problem)", mend: "start RabbitMQ, or set queue.url")
        }
        do {
            let queue = RabbitJobQueue(try configuration.rabbit(), clock: SystemClock())
            let result: Result<JobCounts, JobError>
            do throws(JobError) { result = .success(try await queue.counts(kinds: [])) } catch {
                result = .failure(error)
            }
            await queue.close()
            switch result {
            case .success(let counts) where counts.dead > 0:
                return .warning(
                    "\(host):\(port) lets workers in; \(counts.dead) jobs were given up",
                    mend: "see sigma worker --dead")
            case .success: return .ok("\(host):\(port) lets workers in")
            case .failure(let error):
                return .failure(
                    "\(host):\(port): \(error.text)", mend: "check user, password and virtual host of queue.url")
            }
        } catch { return .failure("\(error)", mend: "set queue.url") }
    }
}
