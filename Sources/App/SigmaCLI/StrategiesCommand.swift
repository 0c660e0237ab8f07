internal import ArgumentParser
internal import Foundation
internal import SigmaEngine
internal import SigmaStrategies

/// Lists the strategies with their parameters, ranges and sources.
struct StrategiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strategies",
        abstract: "List the strategies, their parameters, ranges, defaults and sources.",
        discussion: """
            Examples:
              sigma strategies
              sigma strategies vmsi
              sigma strategies --json
            """)

    @Argument(help: "Show this strategy only.")
    var name: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Describe in Korean.")
    var korean = false

    func run() throws {
        let shown = try name.map { [try StrategyRegistry.descriptor(named: $0)] } ?? StrategyRegistry.descriptors
        print(json ? try StrategiesJSON(shown).text() : shown.map(text).joined(separator: "\n\n"))
    }

    private func text(_ descriptor: StrategyDescriptor) -> String {
        var lines = [
            "\(descriptor.name): \(korean ? descriptor.koreanSummary : descriptor.summary)",
            "  source: \(descriptor.source)",
        ]
        for spec in descriptor.parameters {
            let head = "  --set \(spec.name)=\(spec.format(spec.standard))"
            lines.append(
                head.padding(toLength: max(34, head.count + 1), withPad: " ", startingAt: 0)
                    + "\(spec.domain)  \(korean ? spec.koreanText : spec.text)")
        }
        return lines.joined(separator: "\n")
    }
}

/// What `sigma strategies --json` prints.
private struct StrategiesJSON: Encodable {
    struct Parameter: Encodable {
        let name, kind, `default`, text, koreanText: String
        let minimum, maximum, step: Double
        let choices: [String]?
    }

    struct Entry: Encodable {
        let name, summary, koreanSummary, source: String
        let parameters: [Parameter]
    }

    let strategies: [Entry]

    init(_ descriptors: [StrategyDescriptor]) {
        strategies = descriptors.map { descriptor in
            Entry(
                name: descriptor.name, summary: descriptor.summary, koreanSummary: descriptor.koreanSummary,
                source: descriptor.source, parameters: descriptor.parameters.map(Parameter.init))
        }
    }

    func text() throws -> String {
        try JSONText.of(self)
    }
}

extension StrategiesJSON.Parameter {
    init(_ spec: ParameterSpec) {
        let kindName: String
        var names: [String]?
        switch spec.kind {
        case .integer: kindName = "integer"
        case .decimal: kindName = "decimal"
        case .flag: kindName = "flag"
        case .choice(let list):
            kindName = "choice"
            names = list
        }
        name = spec.name
        kind = kindName
        `default` = spec.format(spec.standard)
        text = spec.text
        koreanText = spec.koreanText
        minimum = spec.range.lowerBound
        maximum = spec.range.upperBound
        step = spec.step
        choices = names
    }
}
