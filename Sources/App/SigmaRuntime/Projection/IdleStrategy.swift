internal import SigmaEngine
internal import SigmaModel

/// A strategy that wants nothing; it keeps a place for the positions of a strategy that runs elsewhere.
struct IdleStrategy: Strategy {
    static let descriptor = StrategyDescriptor(
        name: "idle", summary: "Does nothing.", koreanSummary: "아무것도 하지 않는다.", source: "", parameters: [])

    let interests: Interests = []

    init() {}

    init(parameters: ParameterValues, instrument: InstrumentID, timeframe: Timeframe) throws(ParameterError) {}

    mutating func persist(in archive: inout StateArchive) throws(StateError) {}
}
