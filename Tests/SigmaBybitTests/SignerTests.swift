import SigmaModel
import SigmaWire
import Testing

@testable import SigmaBybit

/// Signatures against values that Python's hmac made.
@Suite("Signatures")
struct SignerTests {
    private let signer = BybitSigner(
        key: VenueKey(id: "sAMPlekEy0001", secret: "XUOaGJ7vJkWWkcbOGmhWrHUlcvFdJrJtdMAa"), window: TimeSpan(seconds: 5)
    )

    @Test("A question signs its query, an order its body")
    func requests() {
        let query = signer.headers(
            for: "category=spot&symbol=BTCUSDT",
            at: Timestamp(milliseconds: 1_658_384_314_791) + TimeSpan(nanoseconds: 9))
        #expect(
            query.map { "\($0.name): \($0.value)" } == [
                "X-BAPI-API-KEY: sAMPlekEy0001", "X-BAPI-TIMESTAMP: 1658384314791", "X-BAPI-RECV-WINDOW: 5000",
                "X-BAPI-SIGN: 669907ff969dd667ef7bd2528a6815c37cc5608a5119ec65412c5d18cf253297",
            ])
        let body =
            #"{"category":"spot","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.01","price":"28000"}"#
        let order = signer.headers(for: body, at: Timestamp(milliseconds: 1_658_385_579_423))
        #expect(order.last?.value == "51e2670f2252a1a9bd4858e3453f526946d28c7998d1f2e81902a935e8752baf")
    }

    @Test("A connection signs the instant until which it may be taken")
    func connections() {
        #expect(
            signer.authentication(until: Timestamp(milliseconds: 1_662_350_400_000))
                == #"{"op":"auth","args":["sAMPlekEy0001",1662350400000,"#
                + #""ea015585660008ff42136d72160550b39563e3c3759758fb47d77cc78bec2b8f"]}"#)
    }

    @Test("A request is taken until its window has passed")
    func window() {
        let time = Timestamp(milliseconds: 1_000) + TimeSpan(nanoseconds: 999_999)
        #expect(signer.end(ofSigned: time) == Timestamp(milliseconds: 6_000))
    }
}
