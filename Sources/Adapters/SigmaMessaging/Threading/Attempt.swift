import SigmaModel

/// What became of one try of something that may have to be tried again.
enum Attempt<Value: Sendable>: Sendable {
    case done(Value)
    case later(TimeSpan)
}
