import SigmaModel

/// The documented matching rules a second time: plain arrays, whole numbers, nothing shared with the venue under test.
///
/// One spot instrument. Prices and amounts are in units of 10⁻⁸.
struct NaiveVenue {
    struct Rules {
        var step: Int128 = 100_000
        var tick: Int128 = 1_000_000
        var minNotional: Int128 = 500_000_000
        var makerFee: Int128 = 50_000
        var takerFee: Int128 = 100_000
        /// Whether a trade pays out of what it brings; a rebate then comes in what it costs.
        var paysInReceived = false
    }

    struct Settings {
        var touchFills = false
        var partialFills = true
        /// Own orders at one price share a trade.
        var sharesTrades = true
        /// In units of 10⁻⁸.
        var participation: Int128?
        var halfSpread: Int128 = 0
        var impact: Int128 = 0
    }

    struct Order {
        let id: UInt64
        let isBuy: Bool
        var type: OrderType
        let force: TimeInForce
        let quantity: Int128
        let total: Int128
        let limit: Int128
        let trigger: Int128
        var filled: Int128 = 0
        var spent: Int128 = 0
        var locked: Int128 = 0
        var ahead: Int128 = 0
        var restedBeforeThisCandle = false
        var hadItsShare = false

        var left: Int128 { quantity - filled }
        var isByTotal: Bool { quantity == 0 }
    }

    let rules: Rules
    let settings: Settings
    var cash: Int128
    var coins: Int128
    var last: Int128 = 0
    var volume: Int128 = 0
    var waiting: [Order] = []
    var resting: [Order] = []
    var stops: [Order] = []
    var bids: [Int128: Int128] = [:]
    var asks: [Int128: Int128] = [:]
    var said: [String] = []
    private var lockedCash: Int128 = 0
    private var lockedCoins: Int128 = 0

    init(rules: Rules, settings: Settings, cash: Int128, coins: Int128) {
        self.rules = rules
        self.settings = settings
        self.cash = cash
        self.coins = coins
    }

    var hasBook: Bool { !bids.isEmpty || !asks.isEmpty }

    // MARK: Arithmetic

    static func ceiling(_ a: Int128, _ b: Int128) -> Int128 { a % b == 0 || (a < 0) != (b < 0) ? a / b : a / b + 1 }
    static func floor(_ a: Int128, _ b: Int128) -> Int128 { a % b == 0 || (a < 0) == (b < 0) ? a / b : a / b - 1 }
    static let one: Int128 = 100_000_000

    private func fee(_ notional: Int128, _ rate: Int128) -> Int128 {
        NaiveVenue.ceiling(notional * rate, NaiveVenue.one)
    }
    private func whole(_ quantity: Int128) -> Int128 { quantity / rules.step * rules.step }

    // MARK: Requests

    mutating func say(_ id: UInt64, _ status: OrderUpdate.Status, _ reason: RejectReason = .none) {
        said.append("\(id) \(status) \(reason)")
    }

    mutating func submit(_ order: Order) {
        var order = order
        let touch = order.isBuy ? asks.keys.min() : bids.keys.max()
        let level = order.limit > 0 ? order.limit : order.trigger > 0 ? order.trigger : touch ?? last
        if order.limit % rules.tick != 0 || order.trigger % rules.tick != 0 {
            return say(order.id, .rejected, .invalidPrice)
        }
        if order.left % rules.step != 0 { return say(order.id, .rejected, .invalidQuantity) }
        if level > 0 {
            let notional = order.isByTotal ? order.total : NaiveVenue.ceiling(order.quantity * level, NaiveVenue.one)
            if notional < rules.minNotional { return say(order.id, .rejected, .underMinimumNotional) }
        }
        if order.type == .stop || order.type == .stopLimit {
            stops.append(order)
            return say(order.id, .accepted)
        }
        guard lock(&order) else { return say(order.id, .rejected, .insufficientFunds) }
        if order.force == .postOnly, wouldTake(order, touch: touch) {
            unlock(order)
            return say(order.id, .rejected, .wouldTake)
        }
        say(order.id, .accepted)
        if hasBook { walk(order) } else { waiting.append(order) }
    }

    private func wouldTake(_ order: Order, touch: Int128?) -> Bool {
        if let touch { return order.isBuy ? order.limit >= touch : order.limit <= touch }
        return !hasBook && last > 0 && (order.isBuy ? order.limit > last : order.limit < last)
    }

    mutating func cancel(_ id: UInt64) {
        for list in [\NaiveVenue.waiting, \.resting, \.stops] {
            guard let index = self[keyPath: list].firstIndex(where: { $0.id == id }) else { continue }
            unlock(self[keyPath: list].remove(at: index))
            return say(id, .canceled)
        }
        say(id, .cancelRejected, .unknownOrder)
    }

    private mutating func lock(_ order: inout Order) -> Bool {
        if !order.isBuy {
            guard coins - lockedCoins >= order.quantity else { return false }
            order.locked = order.quantity
            lockedCoins += order.locked
            return true
        }
        guard order.type == .limit || order.isByTotal else { return true }
        let notional = order.isByTotal ? order.total : NaiveVenue.ceiling(order.quantity * order.limit, NaiveVenue.one)
        let amount = rules.paysInReceived ? notional : notional + fee(notional, rules.takerFee)
        guard cash - lockedCash >= amount else { return false }
        order.locked = amount
        lockedCash += amount
        return true
    }

    mutating func unlock(_ order: Order) {
        if order.isBuy { lockedCash -= order.locked } else { lockedCoins -= order.locked }
    }

    // MARK: Executions

    /// Books an execution, or ends the order and returns false when it cannot be paid.
    mutating func execute(_ order: inout Order, _ quantity: Int128, at price: Int128, isMaker: Bool) -> Bool {
        let product = quantity * price
        let notional = order.isBuy ? NaiveVenue.ceiling(product, NaiveVenue.one) : product / NaiveVenue.one
        let rate = isMaker ? rules.makerFee : rules.takerFee
        let isOfCoins = rules.paysInReceived && (rate >= 0 ? order.isBuy : !order.isBuy)
        let fee = isOfCoins ? 0 : self.fee(notional, rate)
        let coinFee = isOfCoins ? self.fee(quantity, rate) : 0
        coins -= coinFee
        if order.isBuy {
            let cost = notional + fee
            guard cash - lockedCash + order.locked >= cost else {
                coins += coinFee
                unlock(order)
                say(order.id, .expired, .insufficientFunds)
                return false
            }
            let used = min(order.locked, cost)
            order.locked -= used
            lockedCash -= used
            cash -= cost
            coins += quantity
        } else {
            order.locked -= quantity
            lockedCoins -= quantity
            coins -= quantity
            cash += notional - fee
        }
        order.filled += quantity
        order.spent += notional
        order.hadItsShare = true
        said.append(
            "\(order.id) fill \(quantity) at \(price) for \(notional) and \(fee) and \(coinFee) of it "
                + (isMaker ? "maker" : "taker"))
        return true
    }

    func share(_ order: Order, _ wanted: Int128) -> Int128 {
        guard let part = settings.participation else { return wanted }
        if order.hadItsShare { return 0 }
        return min(wanted, whole(NaiveVenue.floor(volume * part, NaiveVenue.one)))
    }

    func wanted(_ order: Order, at price: Int128) -> Int128 {
        order.isByTotal ? whole((order.total - order.spent) * NaiveVenue.one / price) : order.left
    }

    /// An order without a book meets a price.
    mutating func meet(_ order: Order, _ price: Int128) {
        var order = order
        if order.type == .limit {
            let isBetter = order.isBuy ? price < order.limit : price > order.limit
            if !isBetter || order.force == .postOnly { return remain(order) }
        }
        let wanted = wanted(order, at: price)
        let most = share(order, wanted)
        if order.force == .fillOrKill && most < wanted {
            unlock(order)
            return say(order.id, .expired, .cannotFillCompletely)
        }
        var extra = settings.halfSpread
        if settings.impact > 0 && volume > 0 {
            extra += min(NaiveVenue.ceiling(most * settings.impact, volume), settings.impact)
        }
        var paid =
            order.isBuy
            ? price + NaiveVenue.ceiling(price * extra, NaiveVenue.one)
            : price + NaiveVenue.floor(-price * extra, NaiveVenue.one)
        if order.type == .limit { paid = order.isBuy ? min(paid, order.limit) : max(paid, order.limit) }
        let quantity = order.isByTotal ? min(most, self.wanted(order, at: paid)) : most
        if quantity > 0, !execute(&order, quantity, at: paid, isMaker: false) { return }
        remain(order)
    }

    /// What becomes of the rest.
    mutating func remain(_ order: Order) {
        if !order.isByTotal && order.left == 0 { return unlock(order) }
        if order.isByTotal {
            unlock(order)
            return order.filled > 0 ? say(order.id, .completed) : say(order.id, .expired, .cannotFillCompletely)
        }
        if order.force == .immediateOrCancel || order.force == .fillOrKill {
            unlock(order)
            return say(order.id, .expired, .cannotFillCompletely)
        }
        guard order.type == .limit else { return waiting.append(order) }
        var order = order
        order.ahead = (order.isBuy ? bids : asks)[order.limit] ?? 0
        resting.append(order)
    }

    mutating func meetWaiting(_ price: Int128) {
        let arrived = waiting
        waiting = []
        for order in arrived { meet(order, price) }
    }

    mutating func freshShares() {
        for index in waiting.indices { waiting[index].hadItsShare = false }
        for index in resting.indices { resting[index].hadItsShare = false }
    }

    /// Activates a stop; nil when its funds are gone.
    mutating func activate(_ stop: Order) -> Order? {
        var order = stop
        order.type = stop.type == .stop ? .market : .limit
        order.restedBeforeThisCandle = false
        guard lock(&order) else {
            say(order.id, .expired, .insufficientFunds)
            return nil
        }
        return order
    }

    /// Fills a resting order at its limit and drops it when done.
    mutating func fillResting(_ index: Int, _ quantity: Int128) -> Bool {
        var order = resting[index]
        guard execute(&order, quantity, at: order.limit, isMaker: true) else {
            resting.remove(at: index)
            return true
        }
        order.ahead = 0
        resting[index] = order
        guard order.left == 0 else { return false }
        unlock(resting.remove(at: index))
        return true
    }
}
