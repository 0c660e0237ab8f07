/// What Package.swift declares through `ring(_:_:_:)` and the executable: rings and dependencies by target.
struct Manifest {
    private(set) var rings: [String: String] = [:]
    private(set) var dependencies: [String: [String]] = [:]

    private let tokens: [Token]

    init(_ source: String) {
        tokens = SwiftLexer(source).tokens
        let products = namedProducts()
        for index in tokens.indices where isCall(index, "ring") || isCall(index, "executableTarget") {
            let isRing = tokens[index].text == "ring"
            let arguments = tokens[(index + 2)..<end(of: index + 1)]
            let strings = arguments.filter { $0.kind == .string }.map(\.text)
            guard strings.count >= (isRing ? 2 : 1), let opening = arguments.firstIndex(where: { $0.text == "[" })
            else {
                if isRing, strings.count >= 2 { record(strings[1], ring: strings[0], []) }
                continue
            }
            let list = modules(tokens[opening..<end(of: opening)], products: products)
            isRing ? record(strings[1], ring: strings[0], list) : record(strings[0], ring: "App", list)
        }
    }

    private mutating func record(_ target: String, ring: String, _ modules: [String]) {
        rings[target] = ring
        dependencies[target] = modules
    }

    private func isCall(_ index: Int, _ name: String) -> Bool {
        tokens[index].text == name && index + 1 < tokens.count && tokens[index + 1].text == "("
            && (index == 0 || tokens[index - 1].text != "func")
    }

    /// `let x = Target.Dependency.product(name: "M", package: …)` as x → M.
    private func namedProducts() -> [String: String] {
        var products: [String: String] = [:]
        for index in tokens.indices where tokens[index].text == "let" && index + 2 < tokens.count {
            let value = tokens[(index + 3)...].prefix { $0.kind == .word || $0.text == "." }
            guard let call = value.firstIndex(where: { $0.text == "product" }) else { continue }
            if let name = tokens[call...].first(where: { $0.kind == .string }) {
                products[tokens[index + 1].text] = name.text
            }
        }
        return products
    }

    /// Target names and product modules of one dependency list.
    private func modules(_ list: ArraySlice<Token>, products: [String: String]) -> [String] {
        list.indices.compactMap { index in
            let token = list[index]
            guard token.kind == .string else { return products[token.text] }
            return index >= 2 && tokens[index - 2].text == "package" ? nil : token.text
        }
    }

    private func end(of opening: Int) -> Int {
        var depth = 0
        for index in opening..<tokens.count where tokens[index].kind == .symbol {
            if ["(", "["].contains(tokens[index].text) { depth += 1 }
            if [")", "]"].contains(tokens[index].text) { depth -= 1 }
            if depth == 0 { return index }
        }
        return tokens.count
    }
}
