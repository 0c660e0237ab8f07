import Foundation
import Logging
import SigmaModel
import SigmaObservability

/// A log that writes into a socket that keeps writes apart, so that each `write(2)` is read as one packet.
final class LogCatcher {
    private let reading: Int32
    private let writing: Int32
    let log: StructuredLog

    /// 2024-03-01T09:00:00.042Z.
    static let time = Timestamp(nanoseconds: 1_709_283_600_042_000_000)

    init(_ format: StructuredLog.Format, level: Logger.Level = .info, secrets: [String] = []) {
        var ends: [Int32] = [0, 0]
        precondition(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
        (reading, writing) = (ends[0], ends[1])
        let redactor = Redactor()
        redactor.register(secrets)
        log = StructuredLog(
            level: level, format: format, output: LogOutput(descriptor: writing), redactor: redactor,
            now: { LogCatcher.time })
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// The next write; nil when there is none.
    func next() -> String? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(reading, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
