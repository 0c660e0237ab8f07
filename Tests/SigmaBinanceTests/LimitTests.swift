import SigmaBinance
import SigmaModel
import SigmaPorts
import SigmaTransport
import Testing

@Suite("Limits of requests")
struct LimitTests {
    @Test("headers tell what is used of weight and of orders")
    func headers() {
        let answer = HTTPAnswer(
            status: 200,
            headers: [
                ("x-mbx-used-weight", "9"), ("X-MBX-USED-WEIGHT-1M", "125"), ("x-mbx-order-count-10s", "3"),
                ("X-MBX-ORDER-COUNT-1D", "4043"), ("X-MBX-ORDER-COUNT-1Q", "1"), ("X-MBX-USED-WEIGHT-1M", "-4"),
            ])
        #expect(
            BinanceLimits.usage(answer) == [
                .init(group: BinanceLimits.weight, span: TimeSpan(seconds: 60), used: 125),
                .init(group: BinanceLimits.orders, span: TimeSpan(seconds: 10), used: 3),
                .init(group: BinanceLimits.orders, span: .day, used: 4_043),
            ])
    }

    @Test("what the venue counts is counted in the budget, and a ban stops everything it is for")
    func budget() async throws {
        let clock = ManualClock(venueNow)
        let server = FakeServer { (call) throws(TransportError) in
            if call.url.contains("depth") {
                return json(
                    #"{"code":-1015,"msg":"Too many new orders."}"#, status: 429, headers: [("Retry-After", "5")])
            }
            return json("{}", headers: [("X-MBX-USED-WEIGHT-1M", "4000")])
        }
        let rest = client(server, clock: clock)
        _ = await rest.ask(.exchangeInfo(["BTCUSDT"]))
        #expect(rest.budget.usage(of: BinanceLimits.weight).used >= 4_000)
        _ = await rest.ask(.depth("BTCUSDT", limit: 5))
        let body = try BinanceOrderBody(OrderBodyTests.order(OrderBodyTests.request(.market)))
        let reply = Task { await rest.ask(.place(body)) }
        await clock.untilAsleep()
        clock.advance(by: TimeSpan(seconds: 5))
        if case .failure(let failure) = await reply.value.result { Issue.record("\(failure)") }
        #expect(server.calls.count == 3)
        let units = server.calls.map { call in call.headers.contains { $0 == ("X-MBX-TIME-UNIT", "MICROSECOND") } }
        #expect(units == [false, true, false], "the market's times are as precise as those of streams")
    }

    @Test("an order that would wait too long for the budget is not sent")
    func patience() async throws {
        let clock = ManualClock(venueNow)
        let server = FakeServer { (_) throws(TransportError) in
            json(
                #"{"code":-1003,"msg":"Way too much request weight used; IP banned until 1700000120000."}"#, status: 418
            )
        }
        let rest = client(server, clock: clock)
        _ = await rest.ask(.exchangeInfo(["BTCUSDT"]))
        let gateway = BinanceGateway(rest)
        let outcome = await gateway.place(OrderBodyTests.order(try OrderBodyTests.request(.market)))
        guard case .refused(.other, let text) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(text.contains("budget"))
        #expect(server.calls.count == 1)
    }
}
