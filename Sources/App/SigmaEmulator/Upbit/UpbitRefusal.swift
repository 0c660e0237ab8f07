internal import SigmaModel

/// Why Upbit refuses an exchange request, by the name that clients branch on.
struct UpbitRefusal: Error, Hashable {
    let status: Int
    let name: String
    let message: String

    /// The answer: `{"error":{"name":…,"message":…}}`, names of the exchange API are strings.
    var answer: WireAnswer {
        let body = JSONComposer.object { json in
            json.object("error") { error in
                error.string("name", name)
                error.string("message", message)
            }
        }
        return .json(body, status: status)
    }

    /// The answer of a quotation request, whose names are numbers.
    static func quotation(_ status: Int, _ message: String) -> WireAnswer {
        let body = JSONComposer.object { json in
            json.object("error") { error in
                error.number("name", status)
                error.string("message", message)
            }
        }
        return .json(body, status: status)
    }

    static let noToken = UpbitRefusal(
        status: 401, name: "no_authorization_token", message: "인증 토큰이 없습니다.")
    static let badToken = UpbitRefusal(status: 401, name: "jwt_verification", message: "Jwt 토큰 검증에 실패했습니다.")
    static let unknownKey = UpbitRefusal(status: 401, name: "invalid_access_key", message: "잘못된 엑세스 키입니다.")
    static let expiredKey = UpbitRefusal(status: 401, name: "expired_access_key", message: "만료된 API 키입니다.")
    static let usedNonce = UpbitRefusal(status: 401, name: "nonce_used", message: "이미 요청한 nonce값이 다시 사용되었습니다.")
    static let badAddress = UpbitRefusal(status: 401, name: "no_authorization_ip", message: "허용되지 않은 IP 주소입니다.")
    static let badHash = UpbitRefusal(
        status: 401, name: "invalid_query_payload", message: "JWT 헤더의 페이로드가 올바르지 않습니다.")
    static let outOfScope = UpbitRefusal(status: 401, name: "out_of_scope", message: "권한이 부족합니다.")
    static let unknownOrder = UpbitRefusal(status: 404, name: "order_not_found", message: "주문을 찾지 못했습니다.")
    static let unknownMarket = UpbitRefusal(status: 400, name: "notfoundmarket", message: "마켓을 찾지 못했습니다.")
    static let offline = UpbitRefusal(status: 403, name: "market_offline", message: "거래가 일시 중지된 마켓입니다.")
    static let duplicate = UpbitRefusal(
        status: 400, name: "duplicated_identifier", message: "이미 사용된 identifier 값입니다.")
    static let badTimeInForce = UpbitRefusal(
        status: 400, name: "invalid_time_in_force", message: "time_in_force 값이 올바르지 않습니다.")
    static let badPostOnly = UpbitRefusal(
        status: 400, name: "invalid_post_only", message: "post_only 주문에는 smp_type을 설정할 수 없습니다.")

    /// A parameter that is missing or of no valid value.
    static func invalid(_ field: String) -> UpbitRefusal {
        UpbitRefusal(
            status: 400, name: "validation_error",
            message: "\(field) is missing, \(field) does not have a valid value")
    }

    /// A parameter outside of what the call takes.
    static func parameter(_ field: String) -> UpbitRefusal {
        UpbitRefusal(status: 400, name: "invalid_parameter", message: "잘못된 파라미터: \(field)")
    }

    /// A refusal whose name ends with the order's side.
    static func order(_ name: String, _ side: Side, _ message: String) -> UpbitRefusal {
        UpbitRefusal(status: 400, name: "\(name)_\(side == .buy ? "bid" : "ask")", message: message)
    }

    static func badForm(_ side: Side) -> UpbitRefusal {
        UpbitRefusal(
            status: 400, name: side == .buy ? "create_bid_error" : "create_ask_error", message: "주문 요청 정보가 올바르지 않습니다.")
    }
}
