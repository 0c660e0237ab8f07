package import SigmaEngine
internal import SigmaModel
package import SigmaSimulation

/// Forms that configurations and the command line share.
package enum SharedForms {
    /// The size of an entry: `fixed:0.5`, `total:1000000` or `percent:95`.
    package static let sizing = Form<Sizing>.sizing
    /// How the queue ahead of a resting order is estimated: `fifo`, `pessimistic`, `power:2` or `share:2`.
    package static let queueModel = Form<QueueModel>.queueModel
}

extension Form where Value == Timeframe {
    /// The length of a candle.
    static var timeframe: Form {
        Form(Timeframe.names.joined(separator: ", ")) { text throws(FormError) in
            guard let value = Timeframe(text) else { throw FormError(unknown: text, among: Timeframe.names) }
            return value
        }
    }
}

extension Form where Value == InstrumentKind {
    /// How positions settle.
    static var instrumentKind: Form {
        Form("spot, linear") { text throws(FormError) in
            switch text {
            case "spot": return .spot
            case "linear": return .linear
            default: throw FormError(unknown: text, among: ["spot", "linear"])
            }
        }
    }
}

extension Form where Value == Sizing {
    /// The size of an entry, as people write it.
    static var sizing: Form {
        Form("fixed:QUANTITY, total:AMOUNT, percent:SHARE") { text throws(FormError) in
            do throws(SizingError) { return try Sizing(text) } catch {
                throw FormError("\(error)", mend: "write fixed:0.5, total:1000000 or percent:95")
            }
        }
    }
}

extension Form where Value == Timestamp {
    /// An instant, such as 2026-03-01T09:30:00Z.
    static var time: Form {
        Form("a time such as 2026-03-01T09:30:00Z") { text throws(FormError) in
            do throws(TimestampError) { return try Timestamp(text) } catch {
                throw FormError("\(error)", mend: "write a time such as 2026-03-01T09:30:00Z")
            }
        }
    }

    /// An instant, or none for the moment at which something begins.
    var orNow: Form<Timestamp?> {
        Form<Timestamp?>("now, or \(domain)") { [parse] text throws(FormError) in
            text == "now" ? nil : try parse(text)
        }
    }
}

extension Form where Value == QueueModel {
    /// How the queue ahead of a resting order is estimated.
    static var queueModel: Form {
        let domain = "fifo, pessimistic, power:1…8, share:1…8"
        return Form(domain) { text throws(FormError) in
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            let exponent = parts.count == 2 ? Int(parts[1]) : nil
            switch (parts.first ?? "", parts.count, exponent) {
            case ("fifo", 1, _): return .firstInFirstOut
            case ("pessimistic", 1, _): return .pessimistic
            case ("power", 2, let value?) where (1...8).contains(value): return .power(value)
            case ("share", 2, let value?) where (1...8).contains(value): return .share(value)
            default: throw FormError("is unknown", mend: "it takes \(domain)")
            }
        }
    }
}

extension Form where Value == Latency {
    /// A constant delay `20ms`, an even spread `10ms..30ms`, or recorded delays to draw from `12ms,15ms,80ms`.
    static var latency: Form {
        let span = Form<TimeSpan>.duration(.zero...TimeSpan(seconds: 60))
        return Form("20ms, 10ms..30ms, or a list 12ms,15ms,80ms; up to 60s") { text throws(FormError) in
            let bounds = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
            if bounds.count == 2 {
                let least = try span.parse(bounds[0])
                let most = try span.parse(bounds[1])
                guard least <= most else {
                    throw FormError("has its larger delay first", mend: "write the smaller first, such as 10ms..30ms")
                }
                return .uniform(least, most)
            }
            var spans: [TimeSpan] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                spans.append(try span.parse(String(part)))
            }
            return spans.count == 1 ? .constant(spans[0]) : .recorded(spans)
        }
    }
}
