internal import Foundation
internal import Logging
internal import SigmaConfiguration
internal import SigmaModel
internal import SigmaPorts
internal import SigmaRuntime
internal import SigmaStorage

/// What `sigma worker` can do.
struct WorkerHandlers: Sendable {
    /// The settings of a job, as its payload; every member may be absent.
    private struct Order: Decodable {
        var session: String?
        var file: String?

        init(_ job: Job) throws(HopelessJob) {
            guard !job.payload.isEmpty else { return }
            do { self = try JSONDecoder().decode(Order.self, from: Data(job.payload)) } catch {
                throw HopelessJob("the payload of '\(job.id)' is no JSON object of texts: \(error)")
            }
        }
    }

    let plan: SessionPlan
    let logger: Logger

    /// Every kind there is.
    static let kinds = ["backup", "echo", "verify"]

    /// The handlers of some kinds.
    func handlers(of kinds: [String]) throws -> [JobHandler] {
        try Set(kinds).sorted().map { kind in
            switch kind {
            case "backup": JobHandler(kind) { try await backUp($0) }
            case "echo": JobHandler(kind) { logger.info("\(String(decoding: $0.payload, as: UTF8.self))") }
            case "verify": JobHandler(kind) { try await verify($0) }
            default:
                throw CommandFailure(
                    .usage, "there is no kind of job '\(kind)'; the kinds are \(Self.kinds.joined(separator: ", "))")
            }
        }
    }

    /// Backs up the store, once for each job however often it comes.
    private func backUp(_ job: Job) async throws {
        let folder = URL(filePath: plan.configuration.dataDirectory).appending(path: "backups")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let name = String(job.id.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" })
        let file = try Order(job).file ?? folder.appending(path: "\(name).backup").path
        let store = try Store.open(plan.storeLocation)
        do {
            if FileManager.default.fileExists(atPath: file) {
                try await StoreBackup.verify(file, on: store)
            } else {
                try await StoreBackup.write(store, to: file, at: SystemClock().now)
            }
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        logger.info("backed up", metadata: ["file": "\(file)"])
    }

    /// Replays a session and leaves the result for people.
    private func verify(_ job: Job) async throws {
        let name = try Order(job).session ?? plan.configuration.session
        let directory = SessionDirectory(data: URL(filePath: plan.configuration.dataDirectory), name: name)
        let certificate = try await WorkerHandlers.certificate(directory)
        let title = certificate.isGreen ? "Session '\(name)' replays as recorded" : "Session '\(name)' diverges"
        logger.log(
            level: certificate.isGreen ? .info : .critical, "\(title)",
            metadata: ["records": "\(certificate.to)", "effectHash": "\(certificate.effectHash)"])
        let now = SystemClock().now
        let store = try Store.open(plan.storeLocation)
        do {
            try await store.migrate(at: now)
            try await store.notifications.add([
                StoredNotification(
                    dedupeKey: "verify|\(job.id)",
                    notification: Notification(
                        time: now, severity: certificate.isGreen ? .information : .critical, title: title,
                        text: certificate.text))
            ])
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    /// Replays on a thread of its own: it takes as long as the record is.
    private static func certificate(_ directory: SessionDirectory) async throws -> ParityCertificate {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        var replay = try SessionReplay(directory)
                        try replay.run()
                        return replay.certificate
                    })
            }
        }
    }
}
