internal import Foundation

/// The effective values with their origin, for people and for programs; secrets are masked.
package struct ConfigurationListing: Sendable {
    private let loaded: LoadedConfiguration

    /// The listing of a loaded configuration.
    package init(_ loaded: LoadedConfiguration) { self.loaded = loaded }

    /// One line per value: the key, the value, and where it comes from.
    package var text: String {
        let rows = loaded.settings.filter { !isList($0) }
        let width = rows.map(\.path.count).max() ?? 0
        let valueWidth = min(40, rows.map(\.text.count).max() ?? 0)
        return rows.map { row in
            "\(padded(row.path, width))  \(padded(row.text, valueWidth))  \(row.place)"
        }
        .joined(separator: "\n")
    }

    /// One JSON object: the file, and every value with its origin.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let rows = loaded.settings.filter { !isList($0) }.map { row in
            Row(key: row.path, value: row.text, origin: row.place.kind, place: "\(row.place)")
        }
        let document = Document(file: loaded.path, settings: rows, warnings: loaded.warnings.map(\.description))
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }

    private struct Row: Encodable {
        let key, value, origin, place: String
    }

    private struct Document: Encodable {
        let file: String?
        let settings: [Row]
        let warnings: [String]
    }

    private func isList(_ setting: EffectiveSetting) -> Bool {
        ConfigurationSchema.sections.contains { $0.isList && $0.name == setting.path }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
