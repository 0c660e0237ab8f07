public import SigmaEngine
public import SigmaModel

/// Buys on the way down and sells each purchase one level higher, with resting orders only.
///
/// The grid is centred at a close. Below the centre stand `levels` buy prices, each `spacing` under the last. A free
/// level has one post-only buy; a level that bought has one post-only sell at the price of the level above, and is free
/// again when that is filled. A level has one order at a time, so that no more can be sold than was bought.
///
/// While nothing is held the grid follows the market: when a candle closes more than `recenter` spacings above the
/// centre, or more than one spacing below the lowest level, its buys are cancelled and it is centred anew. While
/// something is held it stays where it is, however far the price falls: a grid has no stop. It earns `spacing` less two
/// maker fees for each round.
///
/// The slot's size is that of the whole grid: at the centre's price it is divided into equal quantities, one a level,
/// so that all levels can be bought with it.
///
/// Source: Chakraborty, Kearns, "Market Making and Mean Reversion", ACM Conference on Electronic Commerce (2011): a
/// ladder of limit orders earns from the price's ups and downs and loses with the square of its net change. Chen, Chen,
/// Jang, "Dynamic Grid Trading Strategy", arXiv 2506.11921 (2025): a fixed geometric grid expects nothing before fees
/// on a random walk, hence the following; their reset also closes what is held, which this grid does not.
public struct Grid: Strategy {
    /// Name, parameters and source.
    public static let descriptor = StrategyDescriptor(
        name: "grid",
        summary:
            "Rests buys below the market, sells each one a level higher, and follows the market while it holds nothing.",
        koreanSummary: "현재가 아래에 지정가 매수를 깔고 체결분을 한 칸 위에서 매도하며, 보유가 없으면 시장을 따라 이동합니다.",
        source: "Chakraborty, Kearns (2011), ACM EC; Chen, Chen, Jang (2025), arXiv 2506.11921",
        parameters: [
            .integer("levels", 1...50, default: 5, "buy levels below the centre", "중심 아래 매수 칸 수"),
            .decimal(
                "spacing", 0.0005...0.2, default: 0.01, "distance of the levels as a share of the price",
                "칸 간격(가격 대비 비율)"),
            .integer(
                "recenter", 1...50, default: 2, "spacings above the centre at which an empty grid follows the price",
                "보유가 없을 때 중심을 옮기는 상승 칸 수"),
        ])

    private var levels: ContiguousArray<GridLevel>
    private let ladder: GridLadder
    private let followSpacings: Int
    private let instrument: InstrumentID
    /// What one level buys; zero before the first centring.
    private var quantity = Quantity.zero
    /// Closes outside of these move an empty grid.
    private var highest = Price.zero
    private var lowest = Price.zero
    /// Whether the buys are being cancelled in order to centre anew.
    private var isMoving = false

    /// A grid that is centred at the first close; refuses the timeframe `tick`.
    public init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {
        try timeframe.requireCandles(for: Self.descriptor.name)
        let count = parameters.integer("levels")
        levels = ContiguousArray(repeating: GridLevel(price: .zero, target: .zero), count: count)
        ladder = GridLadder(spacing: Rate(nearest: parameters["spacing"]))
        followSpacings = parameters.integer("recenter")
        self.instrument = instrument
    }

    /// Centres the grid, moves it while it is empty, or gives each level the order it misses.
    public mutating func onCandle(_ candle: Candle, _ context: inout StrategyContext) {
        forgetEndedOrders(context)
        let isEmpty = isEmpty(context)
        if isEmpty && !isAtWork && (isMoving || quantity.raw == 0) {
            centre(at: candle.close, &context)
        } else if isEmpty && !isMoving && (candle.close > highest || candle.close < lowest) {
            move(to: candle.close, &context)
        } else if !isMoving {
            tendAll(&context)
        }
    }

    /// Turns a level that was bought to selling, and one that was sold back to buying.
    public mutating func onFill(_ fill: Fill, _ context: inout StrategyContext) {
        guard let index = level(of: fill) else { return }
        if fill.side == .buy {
            levels[index].held += fill.netQuantity
            // A purchase that overtook its cancel: the grid is no longer free to move.
            isMoving = false
        } else {
            levels[index].held -= fill.netQuantity
        }
        forgetRemainders(context)
        guard !context.isWorking(levels[index].order) else { return }
        levels[index].order = .none
        // A purchase can be heard of before the fall that caused it. What is then known of the market would price the
        // sell too high, so that the close decides.
        if fill.side == .buy && lowestOffer(context) > levels[index].target { return }
        _ = tend(index, &context)
    }

    /// Frees the level of an order that ended; the last cancel of a move centres the grid anew.
    public mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {
        guard let index = levels.firstIndex(where: { $0.order == order.id }) else { return }
        levels[index].order = .none
        forgetRemainders(context)
        if isMoving {
            if !isAtWork { centre(at: context.last(instrument), &context) }
        } else if order.request.side == .buy, order.filledQuantity.raw > 0 {
            _ = tend(index, &context)
        }
        // A refused order waits for the next candle: asking again at once could be refused for ever.
    }

    public mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.require(levels.count, "the number of grid levels")
        for index in levels.indices { try archive.field(&levels[index]) }
        try archive.field(&quantity)
        try archive.field(&highest)
        try archive.field(&lowest)
        try archive.field(&isMoving)
    }

    // MARK: The whole grid

    /// The level a fill belongs to: its order's, else, for a purchase that came after its order had ended, that of its
    /// price.
    private func level(of fill: Fill) -> Int? {
        if let index = levels.firstIndex(where: { $0.order == fill.order }) { return index }
        return fill.side == .buy ? levels.lastIndex { $0.price >= fill.price } ?? 0 : nil
    }

    /// Whether a level has an order.
    private var isAtWork: Bool { levels.contains { $0.order != .none } }

    /// Whether no level holds anything that can be sold.
    private func isEmpty(_ context: borrowing StrategyContext) -> Bool {
        let step = context.quantityStep(instrument)
        for level in levels where level.held.roundedDown(to: step).raw != 0 { return false }
        return true
    }

    /// Empties the levels when the engine took what was too little to sell.
    private mutating func forgetRemainders(_ context: borrowing StrategyContext) {
        guard context.position.isFlat else { return }
        for index in levels.indices { levels[index].held = .zero }
    }

    /// Frees levels whose order ended without word, as an order does that is refused when it is about to be sent.
    private mutating func forgetEndedOrders(_ context: borrowing StrategyContext) {
        for index in levels.indices where !context.isWorking(levels[index].order) { levels[index].order = .none }
    }

    /// Lays the levels out below a price and places their buys.
    private mutating func centre(at price: Price, _ context: inout StrategyContext) {
        isMoving = false
        let isFirst = highest == .zero
        let ticks = context.ticks(instrument)
        var upper = ticks.round(price, .down)
        guard upper.raw > 0 else { return }
        let whole = context.entryQuantity(at: upper)
        quantity = Quantity(raw: whole.raw / Int128(levels.count)).roundedDown(to: context.quantityStep(instrument))
        // From the price itself: where ticks are coarser than the spacing, the rounded centre could lie outside its own
        // band.
        highest = ladder.above(price, by: followSpacings)
        for index in levels.indices {
            let lower = ladder.below(upper, ticks: ticks)
            levels[index].price = lower
            levels[index].target = upper
            upper = lower
        }
        lowest = ladder.below(upper, ticks: ticks)
        if isFirst { levels[0].held = orphaned(context) }
        tendAll(&context)
    }

    /// What a predecessor with other parameters bought and no working order of its sells.
    private func orphaned(_ context: borrowing StrategyContext) -> Quantity {
        var left = context.sellable
        for index in 0..<context.workingOrderCount {
            let order = context.workingOrder(index)
            if order.ticket.strategy == context.current, order.request.side == .sell { left -= order.remaining }
        }
        return max(left, .zero)
    }

    /// Cancels the buys; the last one to end centres the grid.
    private mutating func move(to price: Price, _ context: inout StrategyContext) {
        guard isAtWork else {
            centre(at: price, &context)
            return
        }
        isMoving = true
        for level in levels { context.cancel(level.order) }
    }

    /// Gives every level the order it should have; the first refusal ends the round, as the next would be refused too.
    private mutating func tendAll(_ context: inout StrategyContext) {
        for index in levels.indices where !tend(index, &context) { return }
    }

    // MARK: One level

    /// Gives a level the order it should have; returns false when risk refused it.
    private mutating func tend(_ index: Int, _ context: inout StrategyContext) -> Bool {
        let level = levels[index]
        if let order = context.order(level.order), !order.state.isTerminal {
            // A purchase that stopped half way and was left behind would never be sold: end it, and sell what there is.
            if order.request.side == .buy, level.held.raw > 0, context.last(instrument) >= level.target {
                context.cancel(order.id)
            }
            return true
        }
        let request =
            level.held.roundedDown(to: context.quantityStep(instrument)).raw > 0
            ? offer(of: level, context) : bid(of: level, context)
        guard let request else { return true }
        guard let id = context.submit(request).order else { return false }
        levels[index].order = id
        return true
    }

    /// A level's buy; nil when it could not rest.
    private func bid(of level: GridLevel, _ context: borrowing StrategyContext) -> OrderRequest? {
        let price = context.ticks(instrument).round(level.price, .down)
        let ask = context.ask(instrument)
        let amount = quantity.roundedDown(to: context.quantityStep(instrument))
        guard amount.raw > 0, price.raw > 0, price < (ask.raw > 0 ? ask : context.last(instrument)) else {
            return nil
        }
        return .limit(.buy, amount, at: price, of: instrument, timeInForce: .postOnly)
    }

    /// A level's sell, at its target or, where the market is past that, just above the market; nil when nothing is
    /// left.
    private func offer(of level: GridLevel, _ context: borrowing StrategyContext) -> OrderRequest? {
        let ticks = context.ticks(instrument)
        let step = context.quantityStep(instrument)
        let free = context.sellable - promised(context)
        let amount = min(level.held, free).roundedDown(to: step)
        guard amount.raw > 0 else { return nil }
        let price = ticks.round(max(level.target, lowestOffer(context)), .up)
        return .limit(.sell, amount, at: price, of: instrument, timeInForce: .postOnly)
    }

    /// The lowest price at which a sell rests.
    private func lowestOffer(_ context: borrowing StrategyContext) -> Price {
        let bid = context.bid(instrument)
        return bid.raw > 0 ? bid + context.ticks(instrument).tick(at: bid) : context.last(instrument)
    }

    /// What the working sells may still sell.
    private func promised(_ context: borrowing StrategyContext) -> Quantity {
        var sum = Quantity.zero
        for level in levels {
            guard let order = context.order(level.order), order.request.side == .sell, !order.state.isTerminal else {
                continue
            }
            sum += order.remaining
        }
        return sum
    }
}
