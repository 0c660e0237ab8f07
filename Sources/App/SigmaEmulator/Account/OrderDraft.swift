package import SigmaModel

/// An order that passed a venue's checks of form, on its way to matching.
package struct OrderDraft: Sendable {
    /// What is asked.
    package var request: OrderRequest
    /// The client's own name of it; nil for none.
    package var clientID: String?
    /// What the venue's protocol keeps with it, such as `ord_type` or `smp_type`.
    package var marks: [String: String]

    package init(_ request: OrderRequest, clientID: String? = nil, marks: [String: String] = [:]) {
        self.request = request
        self.clientID = clientID
        self.marks = marks
    }
}

/// What became of a draft.
package enum Placement: Sendable {
    /// Taken: the order as it was before it met the market. What it met is told as ``AccountNews``.
    case taken(EmulatedOrder)
    /// Refused; nothing was created. A refused client id counts as used where ``EmulatedAccount/place(_:at:)`` says so.
    case refused(RejectReason)
    /// The account holds as many working orders as it may.
    case tooMany
}
