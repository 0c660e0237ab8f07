internal import SigmaModel
internal import SigmaPorts
internal import SigmaTransport
internal import SigmaWire

/// What Yahoo's answers mean when they hold no chart.
enum YahooErrors {
    /// The chart of an answer, or why there is none.
    static func read(_ answer: HTTPAnswer, of symbol: String) throws(GatewayError) -> YahooChart {
        if answer.status == 429 {
            throw make(
                .limited, "too many requests (status 429)", "wait, and ask for less at a time", pause(answer))
        }
        do { return try YahooChart.read(answer.body) } catch let refusal as YahooRefusal {
            throw error(refusal, answer.status, symbol)
        } catch let problem as WireError where answer.status == 200 && looksLikeJSON(answer) {
            throw make(
                .unreadable, "a chart cannot be read: \(problem)", "report it: Yahoo may have changed its charts")
        } catch { throw foreign(answer) }
    }

    /// How long to wait after too many requests; Yahoo does not always say.
    static func pause(_ answer: HTTPAnswer) -> TimeSpan {
        guard let seconds = answer.header("Retry-After").flatMap({ Int64($0) }), (0...86_400).contains(seconds) else {
            return TimeSpan(seconds: 60)
        }
        return TimeSpan(seconds: seconds)
    }

    private static func error(_ refusal: YahooRefusal, _ status: Int, _ symbol: String) -> GatewayError {
        let words = refusal.text.isEmpty ? refusal.code : refusal.text
        switch status {
        case 404:
            return make(
                .unknownMarket, "'\(symbol)': \(words)",
                "check the symbol on finance.yahoo.com; indices begin with ^, crypto looks like BTC-USD")
        case 401, 403:
            return make(.forbidden, words, "Yahoo wants no requests from this address; try again later")
        case 500...: return make(.unavailable, "\(words) (status \(status))", "try again later")
        default: return make(.invalid, "'\(symbol)': \(words)", "ask for another length of candles or a shorter time")
        }
    }

    private static func foreign(_ answer: HTTPAnswer) -> GatewayError {
        switch answer.status {
        case 401, 403:
            make(
                .forbidden, "no chart is given to this address (status \(answer.status))", "try again later")
        default:
            make(
                .unavailable, "no chart came, but another answer (status \(answer.status))",
                "check proxies between here and Yahoo; it is tried again")
        }
    }

    private static func looksLikeJSON(_ answer: HTTPAnswer) -> Bool {
        answer.body.first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    private static func make(
        _ kind: GatewayError.Kind, _ text: String, _ mend: String, _ wait: TimeSpan? = nil
    ) -> GatewayError {
        GatewayError(kind, at: .generic, "yahoo: \(text)", mend: mend, retryAfter: wait)
    }
}
