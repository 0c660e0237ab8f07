package import SigmaModel

/// What goes wrong with one request.
package enum RequestFault: Hashable, Sendable {
    /// Carried out, answered late.
    case delay(TimeSpan)
    /// Not looked at, and the connection ends.
    case cut
    /// Carried out, and the connection ends instead of an answer.
    case cutAfter
    /// Not looked at and never answered.
    case silence
    /// Carried out and never answered.
    case silenceAfter
    /// Not looked at; refused by a status in the venue's own form.
    case status(Int)
    /// Not looked at; refused by a page of HTML.
    case html(Int)
}

/// What goes wrong with one message of a stream.
enum StreamFault: Hashable, Sendable {
    case delay(TimeSpan)
    case drop
    case duplicate
    case reorder
    case cut
    case silence
}
