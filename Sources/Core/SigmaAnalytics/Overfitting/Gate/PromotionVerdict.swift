/// Whether a candidate may replace the incumbent, with one finding for each criterion.
package struct PromotionVerdict: Hashable, Sendable {
    /// One finding for each criterion, in their order.
    package let findings: [PromotionFinding]

    init(_ findings: [PromotionFinding]) { self.findings = findings }

    /// How the whole ended: failed if any criterion did, else unknown if any is, else passed.
    package var state: PromotionFinding.State {
        if findings.contains(where: { $0.state == .failed }) { return .failed }
        return findings.allSatisfy { $0.state == .passed } ? .passed : .unknown
    }

    /// Whether the candidate may be promoted: every criterion passed.
    package var isPromoted: Bool { state == .passed }

    /// The findings that keep the candidate from being promoted.
    package var obstacles: [PromotionFinding] { findings.filter { $0.state != .passed } }
}
