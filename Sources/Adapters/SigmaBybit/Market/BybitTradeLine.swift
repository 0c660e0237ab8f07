internal import SigmaModel

/// The trades of one symbol, each once and in the venue's order, whatever becomes of connections.
///
/// A connection's trades are handed on once it is known to continue what was handed on before: it *joins* when it repeats
/// a trade that was seen. Until then its trades are held. Where no joined connection is left, a page of past trades
/// bridges the cut; what no page reaches is a gap. A trade is recognised by the venue's name of it, which streams and
/// pages share.
struct BybitTradeLine {
    /// What a page of past trades did.
    enum Bridge: Hashable {
        /// Nothing is missing.
        case bridged
        /// It does not reach back to the last trade.
        case gap
        /// It ends before the trades that wait begin.
        case waits
    }

    /// Trades that are held for a bridge; with more of them the cut is given up as a gap.
    static let heldLimit = 20_000

    /// One connection that has the symbol's trades.
    private struct Source {
        let connection: UInt64
        /// What waits for a bridge; nil once the connection has joined.
        var held: [BybitTrade]?
    }

    private var sources: [Source] = []
    private var seen = BybitTradeMemory()
    private var last: Timestamp?
    private var isBridged = false
    private var owesGap: Bool

    /// A line without trades; one that goes on where an earlier process left off begins with a gap.
    init(isResumed: Bool = false) { owesGap = isResumed }

    /// Whether a page of past trades is needed now.
    var needsPage: Bool {
        last != nil && !sources.isEmpty && !hasJoined && (!isBridged || isHolding)
    }

    /// Whether everything up to now was handed on, as far as some connection told it.
    var isWhole: Bool { hasJoined || last == nil && !sources.isEmpty }

    /// Whether trades wait for a bridge.
    var isHolding: Bool { sources.contains { $0.held?.isEmpty == false } }

    /// The venue confirmed the symbol's trades on a connection.
    mutating func open(_ connection: UInt64) {
        guard !sources.contains(where: { $0.connection == connection }) else { return }
        // Before the first trade nothing can be missed: the first connection is the beginning.
        let isBeginning = last == nil && !hasJoined
        if !hasJoined { isBridged = false }
        sources.append(Source(connection: connection, held: isBeginning ? nil : []))
    }

    /// A connection ended; nothing more comes from it.
    mutating func close(_ connection: UInt64, into output: inout BybitMarketOutput) {
        sources.removeAll { $0.connection == connection }
        guard !hasJoined, !sources.isEmpty else { return }
        isBridged = false
        if last == nil { join(0, into: &output) }
    }

    /// Takes one trade of a connection and hands on what is certain.
    mutating func take(_ trade: BybitTrade, from connection: UInt64, into output: inout BybitMarketOutput) {
        open(connection)
        guard let index = sources.firstIndex(where: { $0.connection == connection }) else { return }
        guard sources[index].held != nil else { return pass(trade, into: &output) }
        sources[index].held?.append(trade)
        if seen.contains(trade) {
            join(index, into: &output)
        } else if sources[index].held.map({ $0.count > Self.heldLimit }) ?? false {
            // Beside a connection that has joined nothing is missed, however long the other takes to meet it.
            if hasJoined { sources[index].held = [] } else { giveUp(into: &output) }
        }
    }

    /// Takes past trades, oldest first, and hands on those after the last known one.
    ///
    /// Where none of them is known, the venue's memory does not reach back to the cut: a gap. Time never goes back
    /// then, so names that changed their form cannot bring anything a second time.
    mutating func take(page: [BybitTrade], into output: inout BybitMarketOutput) -> Bridge {
        guard let last, let newest = page.last else { return needsPage ? .waits : .bridged }
        isBridged = true
        var reaches = true
        if let known = page.lastIndex(where: { seen.contains($0) }) {
            for trade in page[(known + 1)...] { pass(trade, into: &output) }
        } else if newest.trade.time > last {
            owesGap = true
            reaches = false
            for trade in page where trade.trade.time > last { pass(trade, into: &output) }
        }
        return needsPage ? .waits : reaches ? .bridged : .gap
    }

    /// Hands on what is held without a bridge, as a gap.
    mutating func giveUp(into output: inout BybitMarketOutput) {
        guard !hasJoined, let index = sources.firstIndex(where: { $0.held?.isEmpty == false }) else { return }
        owesGap = true
        join(index, into: &output)
    }

    /// Something of the symbol could not be read: what follows comes after a gap.
    mutating func breakOff() { owesGap = true }

    private var hasJoined: Bool { sources.contains { $0.held == nil } }

    /// Lets a connection join and hands on what it held after the last known trade.
    private mutating func join(_ index: Int, into output: inout BybitMarketOutput) {
        let held = sources[index].held ?? []
        sources[index].held = nil
        let start = held.lastIndex { seen.contains($0) }.map { $0 + 1 } ?? 0
        for trade in held[start...] { pass(trade, into: &output) }
    }

    /// Hands a trade on unless it was before; connections that hold it join.
    private mutating func pass(_ trade: BybitTrade, into output: inout BybitMarketOutput) {
        guard seen.insert(trade) else { return }
        last = trade.trade.time
        output.add(.trade(trade.trade), gap: owesGap)
        owesGap = false
        guard sources.count > 1 || !hasJoined else { return }
        for index in sources.indices {
            guard let held = sources[index].held, held.contains(where: { $0.key == trade.key }) else { continue }
            join(index, into: &output)
        }
    }
}
