import SigmaWire
import Testing

@testable import SigmaUpbit

/// Tokens were computed with Python's `hmac`, `hashlib` and `base64`, independently of this code.
@Suite("Tokens")
struct UpbitSignerTests {
    private static let nonce = "6f5ed8fe-0000-4000-8000-000000000001"
    private static let parameters: WireMembers = [
        "market": "KRW-BTC", "states[]": "wait", "states[]": "watch", "identifier": "a+b:c d",
    ]

    private func token(_ algorithm: UpbitSigner.Algorithm, _ parameters: WireMembers) -> [String] {
        let signer = UpbitSigner(VenueKey(id: "test-access", secret: "test-secret"), algorithm: algorithm)
        let header = signer.authorization(parameters, nonce: Self.nonce)
        #expect(header.hasPrefix("Bearer "))
        return header.dropFirst(7).split(separator: ".").map { String($0) }
    }

    @Test("the parameters are hashed as they read before any encoding, in their order")
    func hash() {
        #expect(
            UpbitSigner.hash(Self.parameters.plain)
                == "f0e824babf0e35fd899109cf4d7a0e98888553404fac403b1c3885b3d077de19ddb40c5b3e7c241ef885e2dfa9"
                + "ac813070e5b71a86aefcce4c032c0df50f2b29")
    }

    @Test("a token of HS512 with parameters")
    func sha512Query() {
        let parts = token(.sha512, Self.parameters)
        #expect(parts.count == 3 && parts[0] == "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9")
        let claims =
            "eyJhY2Nlc3Nfa2V5IjoidGVzdC1hY2Nlc3MiLCJub25jZSI6IjZmNWVkOGZlLTAwMDAtNDAwMC04MDAwLTAwMDAwMD"
            + "AwMDAwMSIsInF1ZXJ5X2hhc2giOiJmMGU4MjRiYWJmMGUzNWZkODk5MTA5Y2Y0ZDdhMGU5ODg4ODU1MzQwNGZhYzQw"
            + "M2IxYzM4ODViM2QwNzdkZTE5ZGRiNDBjNWIzZTdjMjQxZWY4ODVlMmRmYTlhYzgxMzA3MGU1YjcxYTg2YWVmY2NlNG"
            + "MwMzJjMGRmNTBmMmIyOSIsInF1ZXJ5X2hhc2hfYWxnIjoiU0hBNTEyIn0"
        #expect(parts[1] == claims)
        #expect(parts[2] == "JFuzeQxNICOsqulPgPr6BXSQOKYjZCla77dX9yeyw5urKmlrYsFP5wOzr0scdR5Kmx8KNtebHFOuxy7ozQgPJg")
    }

    @Test("a token of HS512 without parameters has no hash")
    func sha512Plain() {
        let parts = token(.sha512, WireMembers())
        #expect(parts.count == 3 && parts[0] == "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9")
        let claims =
            "eyJhY2Nlc3Nfa2V5IjoidGVzdC1hY2Nlc3MiLCJub25jZSI6IjZmNWVkOGZlLTAwMDAtNDAwMC04MDAwLTAwMDAwMD"
            + "AwMDAwMSJ9"
        #expect(parts[1] == claims)
        #expect(parts[2] == "5FRUCDyqtukE9oKNCnxVVi6Mc7g04aRlYbY_MDddunHWa4fp6oBqlUCO-qeZSCnRNexny5GlL1zBPKRx8OsNdw")
    }

    @Test("a token of HS256 with parameters")
    func sha256Query() {
        let parts = token(.sha256, Self.parameters)
        #expect(parts.count == 3 && parts[0] == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")
        let claims =
            "eyJhY2Nlc3Nfa2V5IjoidGVzdC1hY2Nlc3MiLCJub25jZSI6IjZmNWVkOGZlLTAwMDAtNDAwMC04MDAwLTAwMDAwMD"
            + "AwMDAwMSIsInF1ZXJ5X2hhc2giOiJmMGU4MjRiYWJmMGUzNWZkODk5MTA5Y2Y0ZDdhMGU5ODg4ODU1MzQwNGZhYzQw"
            + "M2IxYzM4ODViM2QwNzdkZTE5ZGRiNDBjNWIzZTdjMjQxZWY4ODVlMmRmYTlhYzgxMzA3MGU1YjcxYTg2YWVmY2NlNG"
            + "MwMzJjMGRmNTBmMmIyOSIsInF1ZXJ5X2hhc2hfYWxnIjoiU0hBNTEyIn0"
        #expect(parts[1] == claims)
        #expect(parts[2] == "AFTRYz4bauCG7YulgYP7Y8Ir3z3Yt1aZ4bn089bG1gY")
    }

    @Test("a token of HS256 without parameters has no hash")
    func sha256Plain() {
        let parts = token(.sha256, WireMembers())
        #expect(parts.count == 3 && parts[0] == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")
        let claims =
            "eyJhY2Nlc3Nfa2V5IjoidGVzdC1hY2Nlc3MiLCJub25jZSI6IjZmNWVkOGZlLTAwMDAtNDAwMC04MDAwLTAwMDAwMD"
            + "AwMDAwMSJ9"
        #expect(parts[1] == claims)
        #expect(parts[2] == "PNDdZ7CWYUO4iL-D5WOiuv_agz9fzY3Z1P-vzDEo6Ng")
    }

    @Test("nonces have the form of random UUIDs and never come twice")
    func nonces() {
        let source = UpbitNonce(seed: 7)
        let nonces = (0..<10_000).map { _ in source.next() }
        #expect(Set(nonces).count == nonces.count)
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(nonces.allSatisfy { $0.wholeMatch(of: form) != nil })
        #expect(UpbitNonce(seed: 8).next() != UpbitNonce(seed: 7).next())
    }
}
