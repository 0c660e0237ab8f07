internal import SigmaModel
internal import SigmaPorts

/// What one of Bybit's codes (`retCode`) means for a question and for an order.
///
/// Source: Bybit "Error Codes", 2026-07-24. Codes of unknown meaning are read as a refusal that a person must look at.
struct BybitCode: Hashable, Sendable {
    /// What becomes of a request to place or cancel that was answered so.
    enum Effect: Hashable, Sendable {
        /// The venue did not take it.
        case refused(RejectReason)
        /// The venue may have taken it.
        case unknown
        /// The venue has an order of this client's name already.
        case duplicate
        /// The order has ended, or never was.
        case notWorking
        /// The order is being cancelled already.
        case underWay
    }

    /// What it means for a question.
    let kind: GatewayError.Kind
    /// What it means for an order.
    let effect: Effect
    /// What a person can do about it.
    let mend: String

    private init(_ kind: GatewayError.Kind, _ effect: Effect, _ mend: String) {
        self.kind = kind
        self.effect = effect
        self.mend = mend
    }

    /// The meaning of a code.
    init(_ code: Int) {
        self = Self.known[code] ?? Self.other
    }

    private static let other = BybitCode(
        .invalid, .refused(.other), "look the code up in Bybit's list of error codes")

    private static let known: [Int: BybitCode] = Dictionary(
        (requests + orders).flatMap { codes, meaning in codes.map { ($0, meaning) } }
    ) { first, _ in first }

    /// Codes about the request as such.
    private static let requests: [([Int], BybitCode)] = [
        ([10001], BybitCode(.invalid, .refused(.other), "the request has a wrong parameter; report it as an error")),
        (
            [10002, -1],
            BybitCode(.clock, .refused(.other), "set this machine's clock by a time server; it is too far from Bybit's")
        ),
        (
            [10003, 10007, 33004, -2015],
            BybitCode(
                .forbidden, .refused(.other),
                "the key is not known or has expired; check key and host (production or testnet), or make a new key")
        ),
        (
            [10004],
            BybitCode(
                .forbidden, .refused(.other), "the signature does not fit; check that the secret belongs to the key")
        ),
        (
            [10005],
            BybitCode(
                .forbidden, .refused(.other),
                "the key may not do this; give it the permissions 'Orders', 'Positions' and 'SPOT Trade'")
        ),
        (
            [10010],
            BybitCode(.forbidden, .refused(.other), "the key is bound to other addresses; add this machine's to it")
        ),
        (
            [10008, 10009, 10024, 10027, 10028, 110123, 110124, 110125, 110132, 170209, 170219, 170241],
            BybitCode(.forbidden, .refused(.other), "the account may not do this; look at it on Bybit's site")
        ),
        (
            [10006, 10018, 10403, 10429, 20003, 170005, 170222],
            BybitCode(.limited, .refused(.other), "requests are sent too fast; lower the rate of orders")
        ),
        (
            [429, 10000, 10014, 10016, 20006, 170001, 170007, 170032, 170035, 170146, 170147, 170234],
            BybitCode(.unavailable, .unknown, "Bybit's service does not work properly; look at its status page")
        ),
        (
            [10019],
            BybitCode(
                .unavailable, .refused(.other), "Bybit's order entry starts anew and takes nothing new; try again")
        ),
        ([10017, 10404], BybitCode(.invalid, .refused(.unsupportedType), "Bybit does not know the call; report it")),
        (
            [10029, 170121, 181012],
            BybitCode(.unknownMarket, .refused(.other), "Bybit does not trade this symbol; check its spelling and kind")
        ),
    ]

    /// Codes about one order.
    private static let orders: [([Int], BybitCode)] = [
        (
            [110001, 110008, 110010, 170139, 170142, 170143, 170190, 170213],
            BybitCode(.invalid, .notWorking, "the order has ended or never was")
        ),
        ([170212], BybitCode(.invalid, .underWay, "the order is being cancelled")),
        ([110072, 170141], BybitCode(.invalid, .duplicate, "an order of this client id exists; look it up")),
        (
            [
                110003, 110120, 110121, 30208, 30209, 170132, 170133, 170134, 170192, 170193, 170194, 170371, 170372,
            ],
            BybitCode(.invalid, .refused(.invalidPrice), "the price is off the tick or outside Bybit's limits")
        ),
        (
            [110017, 170136, 170137, 170148, 170341, 170381, 170382],
            BybitCode(.invalid, .refused(.invalidQuantity), "the quantity is off the step or outside Bybit's limits")
        ),
        ([110094, 170140], BybitCode(.invalid, .refused(.underMinimumNotional), "the order is worth too little")),
        ([170124, 170228, 170229], BybitCode(.invalid, .refused(.overMaximumNotional), "the order is too large")),
        (
            [
                110004, 110006, 110007, 110012, 110014, 110044, 110045, 110051, 110052, 110053, 110131, 170033, 170034,
                170131, 30256,
            ],
            BybitCode(.invalid, .refused(.insufficientFunds), "the balance does not cover the order")
        ),
        (
            [110042, 110063, 110066, 110074, 110095, 110137, 170151, 170157, 170159, 170031, 30228],
            BybitCode(.invalid, .refused(.marketClosed), "the market takes no such orders now")
        ),
        (
            [110098, 110103, 170115, 170116, 170217, 170227],
            BybitCode(.invalid, .refused(.unsupportedType), "the market takes no orders of this type")
        ),
        ([170218], BybitCode(.invalid, .refused(.wouldTake), "the order would have taken")),
        ([110118], BybitCode(.invalid, .refused(.noLiquidity), "the book is too thin for a market order")),
        (
            [110079, 170144, 170145, 170191],
            BybitCode(.invalid, .refused(.other), "the order cannot be changed at the moment")
        ),
        ([110020, 170810], BybitCode(.invalid, .refused(.other), "too many orders are open; cancel some")),
    ]
}
