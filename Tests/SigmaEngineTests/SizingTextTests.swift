import SigmaEngine
import SigmaModel
import Testing

/// Sizes as people write them.
@Suite("Sizing as text")
struct SizingTextTests {
    @Test(
        "reads what it writes",
        arguments: ["fixed:0.5", "total:1000000", "percent:95", "percent:0.01", "percent:33.333333"])
    func roundTrip(text: String) throws {
        #expect(try Sizing(text).description == text)
    }

    @Test(
        "refuses what is no size",
        arguments: [
            "", "5", "fixed", "fixed:", "fixed:0", "fixed:-1", "total:x", "percent:101", "percent:0.001", "all:1",
        ])
    func refusal(text: String) {
        #expect(throws: SizingError.self) { try Sizing(text) }
    }
}
