internal import SigmaModel

extension Form where Value: RawRepresentable<String> & CaseIterable {
    /// One of an enumeration's names.
    static var choice: Form {
        let names = Value.allCases.map(\.rawValue)
        let domain = names.joined(separator: ", ")
        return Form(domain) { text throws(FormError) in
            guard let value = Value(rawValue: text) else { throw FormError(unknown: text, among: names) }
            return value
        }
    }
}

extension FormError {
    /// A text that is none of some names.
    init(unknown text: String, among names: [String]) {
        let nearest = NearestName.of(text, in: names).map { "did you mean \($0)? " } ?? ""
        self.init("is unknown", mend: "\(nearest)it takes \(names.joined(separator: ", "))")
    }
}

extension Form where Value == String {
    /// A name of small letters, digits and hyphens, which files, topics and labels can carry.
    static var name: Form {
        Form("a-z, 0-9 and -, at most 40") { text throws(FormError) in
            let isPlain = text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
            guard isPlain, !text.isEmpty, text.utf8.count <= 40, !text.hasPrefix("-"), !text.hasSuffix("-") else {
                throw FormError(
                    "is not a name",
                    mend: "use a-z, 0-9 and - inside, at most 40 characters, such as btc-trend")
            }
            return text
        }
    }

    /// A path, relative to the working directory or absolute.
    static var path: Form {
        Form("a path") { text throws(FormError) in
            guard !text.isEmpty, text.utf8.count <= 4_096, !text.unicodeScalars.contains(where: { $0.value < 0x20 })
            else { throw FormError("is not a path", mend: "write a file system path such as ./sigma-data") }
            return text
        }
    }

    /// A key or password: one line of printable characters.
    static var secret: Form {
        Form("a text without spaces") { text throws(FormError) in
            guard !text.isEmpty, text.utf8.count <= 8_192, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw FormError(
                    "is not a key", mend: "write it as the exchange shows it, without spaces or line breaks")
            }
            return text
        }
    }

    /// A currency such as KRW or USDT.
    static var currency: Form {
        Form("capitals and digits, such as KRW") { text throws(FormError) in
            let isPlain = text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
            guard isPlain, (2...10).contains(text.utf8.count) else {
                throw FormError("is not a currency", mend: "write capitals, such as KRW or USDT")
            }
            return text
        }
    }

    /// An instrument's name at its venue; whether the venue has such names is checked with the venue.
    static var symbol: Form {
        Form("the venue's name, such as KRW-BTC or BTCUSDT") { text throws(FormError) in
            guard !text.isEmpty, text.utf8.count <= 40, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw FormError("is not a symbol", mend: "write the venue's name, such as KRW-BTC or BTCUSDT")
            }
            return text
        }
    }

    /// A numeric network address to listen on.
    static var address: Form {
        Form("an IPv4 or IPv6 address") { text throws(FormError) in
            guard NetworkAddress.isNumeric(text) else {
                throw FormError("is not an address", mend: "write 127.0.0.1 for this machine only, or 0.0.0.0 for all")
            }
            return text
        }
    }
}
