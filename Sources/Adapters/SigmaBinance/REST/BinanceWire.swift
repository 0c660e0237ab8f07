package import SigmaModel

/// What carries a question to Binance and its answer back, once.
package protocol BinanceWire: Sendable {
    /// Asks and waits for the answer; never asks again.
    func ask(_ call: BinanceCall) async -> BinanceReply
}

/// What became of a question.
package struct BinanceReply: Sendable {
    /// The answer's body, or why there is none.
    package var result: Result<[UInt8], BinanceFailure>
    /// The time in a signed question, by the venue's clock; nil where none was made.
    package var signedAt: Timestamp?

    package init(result: Result<[UInt8], BinanceFailure>, signedAt: Timestamp? = nil) {
        self.result = result
        self.signedAt = signedAt
    }
}
