internal import SigmaModel

/// Why Binance refuses a request, by the code that clients branch on.
struct BinanceRefusal: Error, Hashable {
    let status: Int
    let code: Int
    let message: String
    /// When the client may ask again; for refusals of too many requests.
    var retryAt: Timestamp?

    init(_ code: Int, _ message: String, status: Int = 400, retryAt: Timestamp? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAt = retryAt
    }

    /// The answer of REST, with the seconds to wait where there are any.
    func answer(at time: Timestamp) -> WireAnswer {
        var answer = WireAnswer.json(
            JSONComposer.object { json in
                json.number("code", code)
                json.string("msg", message)
            }, status: status)
        if let retryAt { answer.headers.append(("Retry-After", "\(BinanceRefusal.seconds(from: time, to: retryAt))")) }
        return answer
    }

    private static func seconds(from time: Timestamp, to end: Timestamp) -> Int64 {
        max(1, Int64((end - time).seconds.rounded(.up)))
    }

    static let badKeyForm = BinanceRefusal(-2014, "API-key format invalid.", status: 401)
    static let badKey = BinanceRefusal(-2015, "Invalid API-key, IP, or permissions for action.", status: 401)
    static let badSignature = BinanceRefusal(-1022, "Signature for this request is not valid.")
    static let late = BinanceRefusal(-1021, "Timestamp for this request is outside of the recvWindow.")
    static let early = BinanceRefusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    static let badSymbol = BinanceRefusal(-1121, "Invalid symbol.")
    static let noOrder = BinanceRefusal(-2013, "Order does not exist.")
    static let unknownOrder = BinanceRefusal(-2011, "Unknown order sent.")
    static let amendUnknown = BinanceRefusal(-2038, "Unknown order sent.")
    static let amendDuplicate = BinanceRefusal(-2038, "Duplicate order sent.")
    static let duplicate = BinanceRefusal(-2010, "Duplicate order sent.")
    static let noFunds = BinanceRefusal(-2010, "Account has insufficient balance for requested action.")
    static let wouldTake = BinanceRefusal(-2010, "Order would immediately match and take.")
    static let wouldTrigger = BinanceRefusal(-2010, "Order would trigger immediately.")
    static let closed = BinanceRefusal(-1013, "Market is closed.")
    static let noMethod = BinanceRefusal(-1020, "This operation is not supported.")
    static let tooManyOrders = BinanceRefusal(-1013, "Filter failure: MAX_NUM_ORDERS")
    static let timeout = BinanceRefusal(
        -1007,
        "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
        status: 504)

    /// A parameter that must be there and is not, or is of no form.
    static func missing(_ name: String) -> BinanceRefusal {
        BinanceRefusal(-1102, "Mandatory parameter '\(name)' was not sent, was empty/null, or malformed.")
    }

    /// A filter that a changed order does not pass.
    static func amendFilter(_ name: String) -> BinanceRefusal { BinanceRefusal(-2038, "Filter failure: \(name)") }

    /// A filter that an order does not pass.
    static func filter(_ name: String) -> BinanceRefusal { BinanceRefusal(-1013, "Filter failure: \(name)") }
}
