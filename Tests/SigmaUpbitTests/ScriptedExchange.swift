import SigmaModel
import SigmaPorts
import SigmaTransport
import SigmaWire
import TestVenues

@testable import SigmaUpbit

extension ScriptedExchange {
    /// Method, path and query of every call.
    var requests: [String] {
        calls.map { call in "\(call.method.rawValue) \(call.url.replacing("http://upbit.test/v1", with: ""))" }
    }
}

extension UpbitREST {
    /// REST against a scripted server, with a key.
    static func scripted(
        _ exchange: ScriptedExchange, hasKey: Bool = true, clock: any SessionClock = ManualClock(testTime),
        change: (inout UpbitSettings) -> Void = { _ in }
    ) -> UpbitREST {
        var settings = UpbitSettings()
        settings.rest = "http://upbit.test/v1"
        settings.stream = "ws://upbit.test/websocket/v1"
        if hasKey { settings.key = VenueKey(id: "test-access", secret: "test-secret") }
        change(&settings)
        return UpbitREST(
            settings, exchange: exchange, budget: RateBudget(UpbitLimits.groups, clock: clock),
            nonces: UpbitNonce(seed: 1), clock: clock)
    }
}

/// When the tests take place.
let testTime = Timestamp(seconds: 1_764_230_400)
