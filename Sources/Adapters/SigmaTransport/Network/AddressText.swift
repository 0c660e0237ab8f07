/// Addresses as texts may show them.
enum AddressText {
    /// Scheme, host and path of an address; without user, password, query and fragment, where secrets are put.
    static func shown(_ url: String) -> String {
        var text = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = text.firstRange(of: "://") else { return "an address without a scheme" }
        let path = text[scheme.upperBound...].firstIndex(of: "/") ?? text.endIndex
        if let user = text[scheme.upperBound..<path].lastIndex(of: "@") {
            text.removeSubrange(scheme.upperBound...user)
        }
        return String(text)
    }
}
