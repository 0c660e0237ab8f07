internal import SigmaModel
internal import SigmaPorts

/// One message's JSON object, member by member in a fixed order, so that the same record gives the same bytes.
struct BusPayload {
    /// The form of the messages; raise it when a member changes its meaning or goes.
    static let version = 1

    /// What it is about.
    let topic: Topic
    private var text: String

    /// A message about a record.
    init(_ topic: Topic, _ type: String, _ session: BusSession, record: UInt64, at time: Timestamp) {
        self.topic = topic
        text =
            "{\"v\":\(Self.version),\"type\":\"\(type)\",\"session\":\(JSONText.string(session.id)),\"record\":\(record)"
        add("time", text: time.description)
    }

    /// The whole object.
    var bytes: [UInt8] { Array(text.utf8) + [UInt8(ascii: "}")] }

    /// Adds a text; null where there is none.
    mutating func add(_ name: String, text value: String?) {
        text += ",\"\(name)\":" + (value.map(JSONText.string) ?? "null")
    }

    /// Adds a value as the text that the command line would take, which keeps every decimal.
    mutating func add(_ name: String, value: some CustomStringConvertible) { add(name, text: value.description) }

    /// Adds a count.
    mutating func add(_ name: String, count: UInt64) { text += ",\"\(name)\":\(count)" }

    /// Adds a statistic; null where it is no number.
    mutating func add(_ name: String, statistic: Double) { text += ",\"\(name)\":\(JSONText.number(statistic))" }

    /// Adds a yes or no.
    mutating func add(_ name: String, flag: Bool) { text += ",\"\(name)\":\(flag)" }

    /// Adds texts by name, in their order.
    mutating func add(_ name: String, _ parameters: [PresetChange.Parameter]) {
        let members = parameters.map { "\(JSONText.string($0.name)):\(JSONText.string($0.text))" }
        text += ",\"\(name)\":{\(members.joined(separator: ","))}"
    }

    /// Adds the names of a strategy and its market.
    mutating func add(_ strategy: StrategyID?, _ instrument: InstrumentID?, of session: BusSession) {
        let market = instrument.flatMap { session.market(of: $0) }
        add("strategy", text: strategy.flatMap { session.name(of: $0) })
        add("venue", text: market.map { "\($0.venue)" })
        add("symbol", text: market?.symbol)
    }
}
