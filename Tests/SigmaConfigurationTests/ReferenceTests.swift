import Foundation
import SigmaConfiguration
import Testing

@Suite("Configuration reference")
struct ReferenceTests {
    @Test("Documentation/configuration.md is what sigma config reference prints")
    func page() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appendingPathComponent("Documentation/configuration.md"), encoding: .utf8)
        #expect(
            page == ConfigurationReference.markdown,
            "run: sigma config reference > Documentation/configuration.md")
    }
}
