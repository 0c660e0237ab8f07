internal import SigmaModel

/// Values as Bybit writes them.
enum BybitText {
    static func milliseconds(_ time: Timestamp) -> Int64 { time.nanoseconds / 1_000_000 }

    /// Milliseconds as a text, which most times of answers are.
    static func stamp(_ time: Timestamp) -> String { String(milliseconds(time)) }

    static func decimal(_ raw: Int128) -> String { DecimalText.format(raw) }

    static func category(_ kind: InstrumentKind) -> String { kind == .spot ? "spot" : "linear" }

    /// The kind that a category means; nil for inverse contracts, options and unknown words.
    static func kind(_ category: String?) -> InstrumentKind? {
        switch category {
        case "spot": .spot
        case "linear": .linear
        default: nil
        }
    }

    static func side(_ side: Side) -> String { side == .buy ? "Buy" : "Sell" }

    /// The interval of a name of Bybit's; nil for an unknown one.
    static func interval(_ text: String?) -> CandleInterval? {
        switch text {
        case "1", "3", "5", "15", "30", "60", "120", "240", "360", "720":
            text.flatMap { Int64($0) }.map { .minutes($0) }
        case "D": .day
        case "W": .week
        case "M": .month
        default: nil
        }
    }

    /// The venue's name of a trade: whole numbers for spot, UUIDs for contracts.
    static func tradeName(_ number: UInt64, of board: MarketBoard, seed: UInt64) -> String {
        board.instrument.kind == .spot
            ? String(2_290_000_000_000_000_000 + UInt64(board.id.index) * 1_000_000_000_000 + number)
            : SeededUUID.text(of: number, seed: seed &+ UInt64(board.id.index) &* 0x7472_6164_6500)
    }

    /// The venue's name of an execution.
    static func fillName(_ fill: EmulatedFill, _ kind: InstrumentKind, seed: UInt64) -> String {
        kind == .spot
            ? String(2_290_000_009_000_000_000 + fill.number)
            : SeededUUID.text(of: fill.number, seed: seed ^ 0x6669_6C6C_0000)
    }
}
