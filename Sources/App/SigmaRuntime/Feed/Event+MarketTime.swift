internal import SigmaModel

extension Event {
    /// When a tick happened; nil for what is none.
    var marketTime: Timestamp? {
        switch self {
        case .trade(let trade): trade.time
        case .quote(let quote): quote.time
        case .book(let update): update.time
        default: nil
        }
    }
}
