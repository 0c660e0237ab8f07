internal import SigmaModel

/// A connection to Upbit's streams.
struct UpbitLine {
    let session: StreamSession
    /// What was asked for last; each message replaces the whole.
    var subscriptions: [UpbitSubscription] = []
    var format = UpbitFormat.standard
    /// When the next `{"status":"UP"}` is due, by the monotonic clock; nil before the client's first `PING`.
    var nextStatus: TimeSpan?
    private var second = RateMeter(limit: 5, per: TimeSpan(seconds: 1))
    private var minute = RateMeter(limit: 100, per: TimeSpan(seconds: 60))

    init(_ session: StreamSession) { self.session = session }

    /// Counts a message; false for one too many.
    mutating func use(at wall: Timestamp) -> Bool {
        let isInSecond = second.use(by: "", at: wall).isAllowed
        let isInMinute = minute.use(by: "", at: wall).isAllowed
        return isInSecond && isInMinute
    }
}
