/// How a value is written: what texts it takes and what they mean.
package struct Form<Value: Sendable>: Sendable {
    /// What it takes, for help, errors and documents: `1ms … 1s`.
    package let domain: String
    /// The value of a text, or why it is none.
    package let parse: @Sendable (String) throws(FormError) -> Value

    package init(_ domain: String, parse: @escaping @Sendable (String) throws(FormError) -> Value) {
        self.domain = domain
        self.parse = parse
    }

    /// The same texts with another meaning.
    func map<Other: Sendable>(_ transform: @escaping @Sendable (Value) -> Other) -> Form<Other> {
        let parse = parse
        return Form<Other>(domain) { text throws(FormError) in transform(try parse(text)) }
    }

    /// The same, or `none` for no value.
    var orNone: Form<Value?> {
        let parse = parse
        return Form<Value?>("none, or \(domain)") { text throws(FormError) in
            text == FormText.none ? nil : try parse(text)
        }
    }
}

/// Words that mean something in several forms.
package enum FormText {
    /// No value.
    package static let none = "none"
}

/// Why a text is no value; it never repeats the text, which may be a secret.
package struct FormError: Error, Hashable, Sendable {
    /// What is wrong, as the rest of a sentence: `is not a duration`.
    package var problem: String
    /// What to do: `write a number and a unit, such as 5ms`.
    package var mend: String

    package init(_ problem: String, mend: String) {
        self.problem = problem
        self.mend = mend
    }
}
