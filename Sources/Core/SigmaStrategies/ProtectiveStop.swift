internal import SigmaEngine
internal import SigmaModel

/// A stop order that covers a long position, and the exit that must not compete with it.
///
/// The holding is promised to one order at a time: an exit waits until the stop has left the venue, because both at
/// once could sell the same holding twice.
struct ProtectiveStop: Sendable {
    private var stop = OrderID.none
    private var exit = OrderID.none
    /// Whether the position is to be closed as soon as the stop is out of the way.
    private var isLeaving = false

    /// Makes a stop cover all that can be sold; of no effect while one does, or while the position is being closed.
    mutating func cover(_ request: OrderRequest, _ context: inout StrategyContext) {
        let held = context.sellable
        guard held.raw > 0, !isLeaving, !context.isWorking(exit) else { return }
        adopt(context)
        if let order = context.order(stop), !order.state.isTerminal {
            guard order.remaining != held else { return }
            context.cancel(stop)
        }
        var wish = request
        wish.quantity = held
        wish.reduceOnly = true
        stop = context.submit(wish).order ?? .none
    }

    /// Cancels the stop and closes the position at market once the stop is gone.
    mutating func leave(_ context: inout StrategyContext) {
        guard !context.isWorking(exit) else { return }
        adopt(context)
        context.cancel(stop)
        isLeaving = context.isWorking(stop)
        if !isLeaving { close(&context) }
    }

    /// Hears of a fill; a position that is gone needs no stop.
    mutating func onFill(_ context: inout StrategyContext) {
        guard context.sellable.raw == 0 else { return }
        adopt(context)
        context.cancel(stop)
        isLeaving = false
    }

    /// Hears of an order that ended unfilled, which may be the stop that an exit waits for.
    mutating func onOrderEnd(_ order: Order, _ context: inout StrategyContext) {
        guard order.id == stop else { return }
        stop = .none
        guard isLeaving else { return }
        isLeaving = false
        close(&context)
    }

    /// Takes over the stop that a predecessor with other parameters left at work.
    private mutating func adopt(_ context: borrowing StrategyContext) {
        guard !context.isWorking(stop) else { return }
        for index in 0..<context.workingOrderCount {
            let order = context.workingOrder(index)
            guard order.ticket.strategy == context.current, order.request.reduceOnly, !order.isCancelRequested else {
                continue
            }
            stop = order.id
            return
        }
    }

    private mutating func close(_ context: inout StrategyContext) { exit = context.closePosition()?.order ?? .none }
}

extension ProtectiveStop: Persistable {
    mutating func persist(in archive: inout StateArchive) throws(StateError) {
        try archive.field(&stop)
        try archive.field(&exit)
        try archive.field(&isLeaving)
    }
}
