internal import Foundation
internal import SigmaModel

/// Tells whether two processes share a monotonic clock.
package enum MachineStart {
    /// A number of this start of this machine; zero where the kernel names none.
    ///
    /// Source: Linux, Documentation/admin-guide/sysctl/kernel.rst, "random": `boot_id`.
    package static let number: UInt64 = {
        guard let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8) else {
            return 0
        }
        var hash = EffectHash()
        for byte in text.utf8 { hash.combine(UInt64(byte)) }
        return hash.value
    }()
}
