import Foundation
import Synchronization

/// TCP ports of 127.0.0.1.
package enum LocalPort {
    /// What was given out, so that no two servers of the tests get the same.
    private static let taken = Mutex<Set<UInt16>>([])
    /// Below the ports that the kernel gives to outgoing connections (`ip_local_port_range` begins at 32768): one of those
    /// may be in use when a server comes back to its port, and a client that tries a port without a server can even reach
    /// itself on it.
    private static let range: ClosedRange<UInt16> = 15_000...32_000

    /// A port that nothing listens on now, and that no outgoing connection will use.
    package static func free() throws -> UInt16 {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: range)
            guard taken.withLock({ $0.insert(port).inserted }) else { continue }
            let socket = try open()
            defer { close(socket) }
            var address = loopback(port)
            let isFree = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if isFree { return port }
        }
        throw ToolFailure("no free port between \(range.lowerBound) and \(range.upperBound)")
    }

    /// Whether something accepts connections on a port.
    package static func answers(_ port: UInt16) -> Bool {
        guard let socket = try? open() else { return false }
        defer { close(socket) }
        var address = loopback(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func open() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ToolFailure("no socket: \(String(cString: strerror(errno)))") }
        return descriptor
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
