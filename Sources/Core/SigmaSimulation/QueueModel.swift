internal import SigmaModel

/// How the queue ahead of a resting limit order is estimated from level-2 data.
///
/// Sources: Erik Rigtorp, "Estimating order queue position" (2013), for the probability models; the names and the
/// pessimistic model follow the usage of published queue simulators.
public enum QueueModel: Hashable, Codable, Sendable {
    /// Price-time priority, with anonymous orders cancelled from the back.
    ///
    /// Only trades shorten the queue; own orders at a price stand behind one another and share a trade's quantity.
    case firstInFirstOut
    /// Only trades shorten the queue, and never above the level's quantity; every own order is looked at by itself.
    case pessimistic
    /// A decrease without a trade happens ahead with probability f(ahead) / (f(ahead) + f(behind)), f(x) = xⁿ.
    case power(Int)
    /// A decrease without a trade happens ahead with probability (ahead / (ahead + behind))ⁿ.
    case share(Int)

    /// The probability that a decrease happens behind.
    func probabilityBehind(ahead: Double, behind: Double) -> Double {
        switch self {
        case .firstInFirstOut, .pessimistic: return 1
        case .power(let exponent):
            let back = QueueModel.power(behind, exponent)
            let probability = back / (back + QueueModel.power(ahead, exponent))
            return probability.isInfinite ? 1 : probability
        case .share(let exponent):
            return 1 - QueueModel.power(ahead / (ahead + behind), exponent)
        }
    }

    /// xⁿ by multiplication, so that it is the same on every machine.
    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = base
        for _ in 1..<max(1, exponent) { result *= base }
        return result
    }
}

/// Where an own order stands in the queue of its price level; amounts in units of 10⁻⁸.
struct QueuePosition: Hashable, Sendable {
    /// The estimated quantity ahead; negative once trades went past it.
    var ahead: Double
    /// Traded at the level since its last book update, to be told apart from cancels.
    var traded: Double = 0

    /// A trade took quantity from the front of the level.
    mutating func trade(_ quantity: Double) {
        ahead -= quantity
        traded += quantity
    }

    /// The level's quantity changed in the book.
    mutating func update(from previous: Double, to current: Double, model: QueueModel) {
        switch model {
        case .firstInFirstOut, .pessimistic:
            ahead = min(ahead, current)
            traded = 0
        case .power, .share:
            let decrease = previous - current - traded
            traded = 0
            guard decrease >= 0 else {
                ahead = min(ahead, current)
                return
            }
            let behind = previous - ahead
            let probability = model.probabilityBehind(ahead: ahead, behind: behind)
            let estimate = ahead - (1 - probability) * decrease + min(behind - probability * decrease, 0)
            ahead = min(estimate, current)
        }
    }

    /// How much of the own order trades have reached, in whole steps.
    func reached(step: Double) -> Double {
        let steps = (-ahead / step).rounded(.toNearestOrAwayFromZero)
        return steps > 0 ? steps * step : 0
    }
}
