internal import SigmaModel
package import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

extension BinanceGateway {
    /// Executions that one answer may hold.
    private static let pageLimit = 1_000

    package func find(_ handle: OrderHandle) async throws(GatewayError) -> OrderReport? {
        do throws(BinanceFailure) {
            return try await ask(.find(handle)) { (bytes) throws(WireError) in try BinanceAnswers.order(bytes) }
        } catch {
            if case .refused(let refusal) = error, refusal.code == -2013 { return nil }
            throw BinanceErrors.gatewayError(error)
        }
    }

    package func openOrders(in symbols: [String]) async throws(GatewayError) -> [OrderReport] {
        do throws(BinanceFailure) {
            var orders: [OrderReport] = []
            for symbol in symbols {
                orders += try await ask(.openOrders(symbol)) { (bytes) throws(WireError) in
                    try BinanceAnswers.orders(bytes)
                }
            }
            return orders
        } catch { throw BinanceErrors.gatewayError(error) }
    }

    package func fills(of handle: OrderHandle) async throws(GatewayError) -> [FillReport] {
        var id = handle.venueID
        if id == nil { id = try await find(handle)?.venueID }
        guard let id else { return [] }
        do throws(BinanceFailure) {
            var fills: [FillReport] = []
            var next: UInt64?
            while true {
                let call = BinanceCall.trades(handle.symbol, order: id, from: next, limit: Self.pageLimit)
                let page = try await ask(call) { (bytes) throws(WireError) in
                    try BinanceAnswers.fills(bytes, clientID: handle.clientID)
                }
                fills += page
                guard page.count >= Self.pageLimit, let last = page.last.flatMap({ UInt64($0.tradeID) }) else {
                    return fills
                }
                guard next.map({ last >= $0 }) ?? true else { return fills }
                next = last + 1
            }
        } catch { throw BinanceErrors.gatewayError(error) }
    }

    package func balances() async throws(GatewayError) -> [BalanceReport] {
        do throws(BinanceFailure) { return try await account().balances } catch {
            throw BinanceErrors.gatewayError(error)
        }
    }

    /// What the key may do, as far as Binance's list of its restrictions is to be had, and the fees of symbols.
    package func account(of symbols: [String]) async throws(GatewayError) -> AccountFacts {
        do throws(BinanceFailure) {
            let account = try await account()
            let key = try await keyPermissions()
            var facts = AccountFacts(
                canRead: key?.canRead ?? true, canTrade: (key?.canTrade ?? true) && account.canTrade,
                canWithdraw: key.map { $0.canWithdraw && account.canWithdraw }, keyExpires: key?.tradingEnds)
            for symbol in symbols {
                facts.fees[symbol] = try await ask(.commission(symbol)) { (bytes) throws(WireError) in
                    try BinanceAnswers.commission(bytes)
                }
            }
            return facts
        } catch { throw BinanceErrors.gatewayError(error) }
    }

    private func account() async throws(BinanceFailure) -> BinanceAccount {
        try await ask(.account) { (bytes) throws(WireError) in try BinanceAnswers.account(bytes) }
    }

    /// Nil where the server does not have the question: not every one that speaks the rest of the API does.
    private func keyPermissions() async throws(BinanceFailure) -> BinanceKeyPermissions? {
        do throws(BinanceFailure) {
            return try await ask(.keyPermissions) { (bytes) throws(WireError) in
                try BinanceAnswers.keyPermissions(bytes)
            }
        } catch {
            if case .refused(let refusal) = error, refusal.status == 404 { return nil }
            throw error
        }
    }

    private func ask<Value>(
        _ call: BinanceCall, _ take: ([UInt8]) throws(WireError) -> Value
    ) async throws(BinanceFailure) -> Value {
        try BinanceGateway.read(try await rest.read(call), take)
    }
}
