public import SigmaModel

extension OrderState {
    /// What can happen to an order.
    public enum Trigger: UInt8, Sendable, CaseIterable {
        /// Risk let it pass.
        case approved
        /// Risk refused it.
        case denied
        /// It was handed to the venue's gateway.
        case sent
        /// The venue works it.
        case accepted
        /// The venue refused it.
        case rejected
        /// A fill left some of it.
        case partlyFilled
        /// A fill completed it.
        case completed
        /// A cancel took effect.
        case canceled
        /// Its time in force ended it.
        case expired
        /// The outcome of a request is not known.
        case lost
        /// A change of it took effect.
        case amended
        /// A change of it was refused.
        case amendRejected
    }

    /// The state after a trigger, or nil where the trigger makes no sense in this state.
    ///
    /// A fill is money: it is accepted in every state in which the venue may still execute or may have executed before
    /// an earlier message of its own overtook it.
    public func next(_ trigger: Trigger) -> OrderState? {
        switch (self, trigger) {
        case (.created, .approved): .approved
        case (.created, .denied): .rejected
        case (.approved, .sent): .submitting
        case (.approved, .canceled): .canceled
        case (.approved, .denied): .rejected
        case (.submitting, .accepted), (.unknown, .accepted): .open
        case (.open, .accepted): .open
        case (.partiallyFilled, .accepted): .partiallyFilled
        case (.submitting, .rejected), (.unknown, .rejected): .rejected
        case (.submitting, .partlyFilled), (.open, .partlyFilled), (.partiallyFilled, .partlyFilled): .partiallyFilled
        case (.unknown, .partlyFilled): .partiallyFilled
        case (.submitting, .completed), (.open, .completed), (.partiallyFilled, .completed), (.unknown, .completed):
            .filled
        case (.submitting, .canceled), (.open, .canceled), (.partiallyFilled, .canceled), (.unknown, .canceled):
            .canceled
        case (.submitting, .expired), (.open, .expired), (.partiallyFilled, .expired), (.unknown, .expired): .expired
        case (.submitting, .lost), (.open, .lost), (.partiallyFilled, .lost), (.unknown, .lost): .unknown
        case (.open, .amended), (.open, .amendRejected), (.unknown, .amended), (.unknown, .amendRejected): .open
        case (.partiallyFilled, .amended), (.partiallyFilled, .amendRejected): .partiallyFilled
        default: nil
        }
    }
}
