internal import SigmaWire

/// What the members of Upbit's private messages mean, in the names of the formats DEFAULT and SIMPLE.
///
/// Source: docs.upbit.com, reference/websocket-myorder and websocket-myasset, in the documented order.
enum UpbitPrivateField: Int {
    case type, code, uuid, side, kind, state, tradeUUID, price, volume, executed, paidFee, timeInForce
    case tradeFee, isMaker, identifier, tradeTime, timestamp
    case assets, error, status, method, result

    static let names = JSONNames([
        name("type", .type), name("code", .code), name("uuid", .uuid), name("ask_bid", .side),
        name("order_type", .kind), name("state", .state), name("trade_uuid", .tradeUUID), name("price", .price),
        pass("avg_price"), name("volume", .volume), pass("remaining_volume"),
        name("executed_volume", .executed), pass("trades_count"), pass("reserved_fee"), pass("remaining_fee"),
        name("paid_fee", .paidFee), pass("locked"), pass("executed_funds"), name("time_in_force", .timeInForce),
        name("trade_fee", .tradeFee), name("is_maker", .isMaker), name("identifier", .identifier), pass("smp_type"),
        pass("prevented_volume"), pass("prevented_locked"), name("trade_timestamp", .tradeTime),
        pass("order_timestamp"), name("timestamp", .timestamp), pass("stream_type"),
        name("ty", .type), name("cd", .code), name("uid", .uuid), name("ab", .side), name("ot", .kind),
        name("s", .state), name("tuid", .tradeUUID), name("p", .price), pass("ap"), name("v", .volume),
        pass("rv"), name("ev", .executed), pass("tc"), pass("rsf"), pass("rmf"), name("pf", .paidFee),
        pass("l"), pass("ef"), name("tif", .timeInForce), name("tf", .tradeFee), name("im", .isMaker),
        name("id", .identifier), pass("smpt"), pass("pv"), pass("pl"), name("ttms", .tradeTime), pass("otms"),
        name("tms", .timestamp), pass("st"),
        pass("asset_uuid"), name("assets", .assets), pass("asset_timestamp"), pass("astuid"), name("ast", .assets),
        pass("asttms"), name("error", .error), name("status", .status), name("method", .method),
        name("mthd", .method), name("result", .result), name("rslt", .result),
    ])

    private static func name(_ text: StaticString, _ field: UpbitPrivateField) -> (StaticString, Int?) {
        (text, field.rawValue)
    }

    private static func pass(_ text: StaticString) -> (StaticString, Int?) { (text, nil) }
}

/// What an account owns of one currency, on the stream and in answers.
enum UpbitAssetField: Int {
    case currency, balance, locked

    static let names = JSONNames([
        ("currency", currency.rawValue), ("balance", balance.rawValue), ("locked", locked.rawValue),
        ("cu", currency.rawValue), ("b", balance.rawValue), ("l", locked.rawValue),
    ])
}
