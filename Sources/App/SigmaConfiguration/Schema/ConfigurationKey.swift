/// One key of the configuration: the only place that says what it is called, takes and means.
package struct ConfigurationKey: Sendable {
    /// What the key holds.
    package enum Shape: Sendable {
        /// One value.
        case scalar
        /// Names and values that another declaration gives, such as a strategy's parameters.
        case map
    }

    /// The whole name, such as `journal.sync-interval`; keys of list elements are written `strategies[].id`.
    package let path: String
    /// What it takes.
    package let domain: String
    /// The text that holds when none is given; nil for what must be given.
    package let standard: String?
    /// One value or a mapping.
    package let shape: Shape
    /// Whether its value is masked wherever it is shown, and may refer to the environment or a file.
    package let isSecret: Bool
    /// Whether all of it is secret, not only a password inside.
    package let isWhollySecret: Bool
    /// What it means, in English.
    package let text: String
    /// What it means, in Korean.
    package let koreanText: String

    /// The last part of the path.
    package var name: String { String(path.split(separator: ".").last ?? "") }
    /// The environment variable that sets it; nil inside lists, which are set as a whole.
    package var variable: String? { path.contains("[]") ? nil : ConfigurationKey.variable(of: path) }

    /// `SIGMA_STORE_URL` for `store.url`.
    static func variable(of path: String) -> String {
        "SIGMA_" + path.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }
}

/// A key together with the type of its value.
struct Key<Value: Sendable>: Sendable {
    /// What is listed, printed and documented.
    let declaration: ConfigurationKey
    /// What its texts mean.
    let form: Form<Value>
    /// The value when none is given.
    let standard: Value?

    /// - Precondition: the default is a value of the form.
    init(
        _ path: String, _ form: Form<Value>, default standard: String?, isSecret: Bool = false,
        isWhollySecret: Bool = false, _ text: String, _ koreanText: String
    ) {
        declaration = ConfigurationKey(
            path: path, domain: form.domain, standard: standard, shape: .scalar, isSecret: isSecret || isWhollySecret,
            isWhollySecret: isWhollySecret, text: text, koreanText: koreanText)
        self.form = form
        do throws(FormError) {
            self.standard = try standard.map { text throws(FormError) in try form.parse(text) }
        } catch { preconditionFailure("the default of \(path) \(error.problem)") }
    }
}

/// The keys of one mapping, or of the elements of one list.
package struct ConfigurationSection: Sendable {
    /// What the section is in the file.
    package enum Shape: Sendable {
        /// The keys at the top, which have no section's name.
        case top
        /// A mapping of keys.
        case mapping
        /// A list of mappings, with the text that holds when none is given.
        case list(standard: String)
    }

    /// Its name; empty at the top.
    package let name: String
    /// A mapping or a list.
    package let shape: Shape
    /// What it is about, in English.
    package let text: String
    /// What it is about, in Korean.
    package let koreanText: String
    /// Its keys in the order in which they are printed.
    package let keys: [ConfigurationKey]

    init(
        _ name: String, shape: Shape = .mapping, _ text: String, _ koreanText: String, _ keys: [ConfigurationKey]
    ) {
        self.name = name
        self.shape = shape
        self.text = text
        self.koreanText = koreanText
        self.keys = keys
    }

    /// Whether it is a list of mappings.
    package var isList: Bool { if case .list = shape { true } else { false } }
    /// The environment variable that sets a list as a whole.
    package var variable: String? { isList ? ConfigurationKey.variable(of: name) : nil }
}

/// Every key there is.
package enum ConfigurationSchema {
    /// The sections in the order in which they are printed.
    package static let sections: [ConfigurationSection] = [
        GeneralKeys.section, AccountKeys.section, FeedKeys.section, InstrumentKeys.section, StrategyKeys.section,
        VenueKeys.section, GuardianKeys.section, RiskKeys.section, SimulationKeys.section, JournalKeys.section,
        StopKeys.section, StoreKeys.section,
        BusKeys.section, QueueKeys.section, LogKeys.section, MonitoringKeys.section, ScheduleKeys.section,
    ]

    /// Every key of every section.
    package static let keys: [ConfigurationKey] = sections.flatMap(\.keys)

    /// Every environment variable that sets something, in the order of the sections.
    package static let variables: [String] = sections.flatMap { section in
        section.isList ? [section.variable ?? ""] : section.keys.compactMap(\.variable)
    }
}
