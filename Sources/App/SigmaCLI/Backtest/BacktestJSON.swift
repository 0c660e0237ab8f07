internal import Foundation
internal import SigmaAnalytics
internal import SigmaEngine
internal import SigmaModel
internal import SigmaSimulation

/// The one object that `--json` prints; amounts are decimal texts, times ISO 8601 in UTC.
struct BacktestJSON: Encodable {
    struct Trade: Encodable {
        let direction, entryTime, exitTime, entryPrice, exitPrice, quantity: String
        let grossProfit, fees, netProfit: String
        let netReturn, maxAdverseExcursion, maxFavourableExcursion: Double
        let barsHeld: Int
        let isOpen: Bool
    }

    struct Order: Encodable {
        let id: UInt64
        let time, side, type, timeInForce, quantity, filled, state: String
        let total, limitPrice, triggerPrice, reason: String?
    }

    struct Fill: Encodable {
        let id, order: UInt64
        let time, side, price, quantity, notional, fee, baseFee, liquidity: String
    }

    /// What the strategy could never sell; its value is that of the last price.
    struct Remainder: Encodable {
        let quantity, cost, value: String
    }

    /// A metric's number, or null and why.
    struct Value: Encodable {
        let value: Double?
        let state: String
    }

    struct Finding: Encodable {
        let code, severity, text, koreanText: String
    }

    struct Source: Encodable {
        let path, kind, first, last: String
        let rows, gaps, missingBars: Int
    }

    let version, venue, symbol, timeframe, strategy, fillRule, currency: String
    let parameters: [String: String]
    let data: Source
    let trades: [Trade]
    let orders: [Order]
    let fills: [Fill]
    let remainder: Remainder?
    let initialCash, finalEquity, fees: String
    let metrics: [String: Value]
    let denials: [String: Int]
    let warnings: [Finding]
    let effectHash: String
    let events: Int
    let seconds, eventsPerSecond: Double

    init(_ run: BacktestRun, _ review: BacktestReview) {
        version = SigmaVersion.text
        venue = run.plan.instrument.venue.rawValue
        symbol = run.plan.instrument.symbol
        timeframe = run.timeframe.description
        strategy = run.plan.descriptor.name
        fillRule = run.fillRuleName
        currency = run.plan.instrument.quote
        parameters = Dictionary(uniqueKeysWithValues: run.plan.parameters.texts.map { ($0.name, $0.text) })
        data = Source(
            path: run.summary.path, kind: run.summary.kind, first: run.summary.first.description,
            last: run.summary.last.description, rows: run.summary.rows, gaps: review.gapCount,
            missingBars: review.missingBars)
        trades = review.roundTrips.map(Trade.init)
        orders = run.recorder.orders.map(Order.init)
        fills = run.recorder.fills.map(Fill.init)
        remainder = review.remainder.map(Remainder.init)
        initialCash = run.plan.cash.description
        finalEquity = run.finalEquity.description
        fees = run.recorder.fees.description
        metrics = Dictionary(
            uniqueKeysWithValues: MetricDescription.all.map { ($0.id, Value($0.value(in: review.metrics))) })
        denials = Dictionary(
            uniqueKeysWithValues: DenialCode.allCases.compactMap { code in
                let count = run.recorder.denials[Int(code.rawValue)]
                return count > 0 ? ("\(code)", count) : nil
            })
        warnings = review.findings.map {
            Finding(code: $0.code.rawValue, severity: $0.severity.rawValue, text: $0.english, koreanText: $0.korean)
        }
        effectHash = run.effectHash.description
        events = run.eventCount
        seconds = run.seconds
        eventsPerSecond = run.seconds > 0 ? Double(run.eventCount) / run.seconds : 0
    }

    /// The object as text, keys sorted, so that equal results print equally but for the timing.
    func text() throws -> String {
        try JSONText.of(self)
    }
}

extension BacktestJSON.Trade {
    init(_ trip: RoundTrip) {
        direction = trip.direction == .long ? "long" : "short"
        entryTime = trip.entryTime.description
        exitTime = trip.exitTime.description
        entryPrice = trip.entryPrice.description
        exitPrice = trip.exitPrice.description
        quantity = trip.quantity.description
        grossProfit = trip.grossProfit.description
        fees = trip.fees.description
        netProfit = trip.netProfit.description
        netReturn = trip.netReturn
        maxAdverseExcursion = trip.maxAdverseExcursion.fraction
        maxFavourableExcursion = trip.maxFavourableExcursion.fraction
        barsHeld = trip.barsHeld
        isOpen = trip.isOpen
    }
}

extension BacktestJSON.Order {
    init(_ record: OrderRecord) {
        let request = record.ticket.request
        id = record.ticket.id.raw
        time = record.ticket.time.description
        side = request.side.description
        type = "\(request.type)"
        timeInForce = "\(request.timeInForce)"
        quantity = request.quantity.description
        filled = record.filled.description
        state = "\(record.state)"
        total = request.total.raw == 0 ? nil : request.total.description
        limitPrice = request.limitPrice.raw == 0 ? nil : request.limitPrice.description
        triggerPrice = request.triggerPrice.raw == 0 ? nil : request.triggerPrice.description
        reason = record.reason == .none ? nil : "\(record.reason)"
    }
}

extension BacktestJSON.Fill {
    init(_ fill: SigmaModel.Fill) {
        id = fill.id.raw
        order = fill.order.raw
        time = fill.time.description
        side = fill.side.description
        price = fill.price.description
        quantity = fill.quantity.description
        notional = fill.notional.description
        fee = fill.fee.description
        baseFee = fill.baseFee.description
        liquidity = fill.liquidity == .maker ? "maker" : "taker"
    }
}

extension BacktestJSON.Remainder {
    init(_ left: RoundTrip) {
        quantity = left.openQuantity.description
        cost = left.entryNotional.description
        value = left.openValue.description
    }
}

extension BacktestJSON.Value {
    init(_ metric: Metric) {
        value = metric.number
        state = metric.number != nil ? "value" : metric.isInfinite ? "infinite" : metric.reason?.rawValue ?? "undefined"
    }

    private enum CodingKeys: String, CodingKey { case value, state }

    /// Writes null for a missing number instead of leaving the key out.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(value, forKey: .value)
        try container.encode(state, forKey: .state)
    }
}
