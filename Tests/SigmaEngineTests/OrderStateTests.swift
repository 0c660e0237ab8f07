import SigmaEngine
import SigmaModel
import Testing

@Suite("Order state")
struct OrderStateTests {
    private typealias Row = (from: OrderState, trigger: OrderState.Trigger, to: OrderState)

    /// Every legal move; whatever is not here must be refused.
    private static let legal: [Row] = [
        (.created, .approved, .approved), (.created, .denied, .rejected),
        (.approved, .sent, .submitting), (.approved, .canceled, .canceled), (.approved, .denied, .rejected),
        (.submitting, .accepted, .open), (.submitting, .rejected, .rejected),
        (.submitting, .partlyFilled, .partiallyFilled),
        (.submitting, .completed, .filled), (.submitting, .canceled, .canceled), (.submitting, .expired, .expired),
        (.submitting, .lost, .unknown),
        (.open, .accepted, .open), (.open, .partlyFilled, .partiallyFilled), (.open, .completed, .filled),
        (.open, .canceled, .canceled), (.open, .expired, .expired), (.open, .lost, .unknown),
        (.partiallyFilled, .accepted, .partiallyFilled), (.partiallyFilled, .partlyFilled, .partiallyFilled),
        (.partiallyFilled, .completed, .filled), (.partiallyFilled, .canceled, .canceled),
        (.partiallyFilled, .expired, .expired), (.partiallyFilled, .lost, .unknown),
        (.unknown, .accepted, .open), (.unknown, .rejected, .rejected), (.unknown, .partlyFilled, .partiallyFilled),
        (.unknown, .completed, .filled), (.unknown, .canceled, .canceled), (.unknown, .expired, .expired),
        (.unknown, .lost, .unknown), (.unknown, .amended, .open), (.unknown, .amendRejected, .open),
        (.open, .amended, .open), (.open, .amendRejected, .open),
        (.partiallyFilled, .amended, .partiallyFilled), (.partiallyFilled, .amendRejected, .partiallyFilled),
    ]

    @Test("moves as the table says and no other way", arguments: OrderState.allCases, OrderState.Trigger.allCases)
    func moves(state: OrderState, trigger: OrderState.Trigger) {
        let expected = Self.legal.first { $0.from == state && $0.trigger == trigger }?.to
        #expect(state.next(trigger) == expected)
    }

    @Test("nothing leaves a terminal state", arguments: OrderState.allCases.filter(\.isTerminal))
    func terminal(state: OrderState) {
        #expect(OrderState.Trigger.allCases.allSatisfy { state.next($0) == nil })
        #expect(!state.isAtVenue)
    }
}
