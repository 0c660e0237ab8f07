import SigmaEngine
import SigmaModel
import Testing

@testable import SigmaLearning

@Suite("Search space")
struct SearchSpaceTests {
    /// One dimension of each kind.
    static func mixed() throws -> SearchSpace {
        try SearchSpace([
            .float("real", -3...7), .float("ratio", 1e-4...10, isLogarithmic: true),
            .float("stepped", 0.1...0.8, step: 0.05), .integer("whole", 3...11, step: 2),
            .integer("decades", 1...1_000, isLogarithmic: true), .categorical("choice", ["a", "b", "c"]),
        ])
    }

    @Test("random points become values of their dimensions", arguments: 0..<200 as Range<UInt64>)
    func bounds(seed: UInt64) throws {
        let space = try Self.mixed()
        var generator = SplitMix64(seed: seed)
        let point = space.dimensions.map { _ in generator.unit() }
        let values = space.values(at: point)
        #expect(throws: Never.self, "seed \(seed)") { try space.check(values) }
        let again = space.values(at: space.point(of: values))
        for (value, other) in zip(values, again) {
            #expect(abs(value - other) <= 1e-12 * max(1, abs(value)), "seed \(seed)")
        }
    }

    @Test("the corners of the cube are the bounds")
    func corners() throws {
        let space = try Self.mixed()
        let low = space.values(at: space.dimensions.map { _ in 0 })
        let high = space.values(at: space.dimensions.map { _ in 1 })
        for (dimension, (low, high)) in zip(space.dimensions, zip(low, high)) {
            #expect(dimension.range.contains(low) && dimension.range.contains(high))
            #expect(abs(low - dimension.range.lowerBound) < 1e-12 && abs(high - dimension.range.upperBound) < 1e-12)
        }
    }

    @Test("every discrete value has an equal share of the axis")
    func cells() throws {
        let dimension = try SearchDimension.integer("whole", 3...11, step: 2)
        var counts: [Double: Int] = [:]
        for place in 0..<1_000 {
            counts[dimension.value(at: dimension.coordinate(atShare: (Double(place) + 0.5) / 1_000)), default: 0] += 1
        }
        #expect(counts == [3: 200, 5: 200, 7: 200, 9: 200, 11: 200])
    }

    @Test("the upper bound becomes the last step")
    func lastStep() throws {
        #expect(try SearchDimension.integer("n", 1...10, step: 4).range == 1...9)
        #expect(try SearchDimension.float("x", 0...1, step: 0.1).valueCount == 11)
        #expect(try SearchDimension.float("x", 0...1, step: 0.3).valueCount == 4)
    }

    @Test(
        "errors name the dimension",
        arguments: [
            ("empty", SpaceError.empty), ("same", .repeated(name: "x")), ("unnamed", .unnamed(place: 0)),
            ("infinite", .unbounded(name: "x")), ("point", .noRoom(name: "x")), ("step", .step(name: "x", step: 0)),
            ("wide", .noRoom(name: "x")), ("log", .logarithm(name: "x", low: 0)),
            ("both", .steppedLogarithm(name: "x")), ("one", .choices(name: "x", count: 1)),
            ("twice", .repeatedChoice(name: "x", choice: "a")), ("many", .tooMany(count: 65, most: 64)),
        ])
    func errors(kind: String, error: SpaceError) {
        #expect(throws: error) { try Self.broken(kind) }
        if case .empty = error { return }
        #expect(error.description.contains("'x'") || error.description.contains("dimension"))
    }

    private static func broken(_ kind: String) throws -> SearchSpace {
        switch kind {
        case "empty": try SearchSpace([SearchDimension]())
        case "same": try SearchSpace([.float("x", 0...1), .float("x", 0...2)])
        case "unnamed": try SearchSpace([.float("", 0...1)])
        case "infinite": try SearchSpace([.float("x", 0...(.infinity))])
        case "point": try SearchSpace([.float("x", 1...1)])
        case "step": try SearchSpace([.float("x", 0...1, step: 0)])
        case "wide": try SearchSpace([.float("x", 0...1, step: 2)])
        case "log": try SearchSpace([.float("x", 0...1, isLogarithmic: true)])
        case "both": try SearchSpace([.float("x", 1...2, step: 0.5, isLogarithmic: true)])
        case "one": try SearchSpace([.categorical("x", ["a"])])
        case "twice": try SearchSpace([.categorical("x", ["a", "a"])])
        default: try SearchSpace((0..<65).map { try .float("x\($0)", 0...1) })
        }
    }

    private static let specs: [ParameterSpec] = [
        .decimal("rsi_buy_th", 50...70, default: 55, "", ""),
        .integer("bars", 2...10, step: 2, default: 4, "", ""),
        .choice("score", ["default", "literal"], "", ""),
        .flag("filters", default: false, "", ""),
    ]

    @Test("a strategy's parameters become dimensions and back")
    func parameters() throws {
        let space = try SearchSpace(Self.specs, names: ["filters", "bars", "rsi_buy_th"])
        #expect(space.dimensions.map(\.name) == ["filters", "bars", "rsi_buy_th"])
        #expect(space.dimensions.map(\.valueCount) == [2, 5, nil])
        let changed = try space.parameters([1, 8, 61.5], over: ParameterValues(Self.specs))
        #expect(changed.values == [61.5, 8, 0, 1])
        #expect(try space.values(of: changed) == [1, 8, 61.5])
        var odd = changed
        try odd.set("bars", to: "3")
        #expect(throws: SpaceError.self) { try space.values(of: odd) }
        #expect(throws: SpaceError.undeclared(name: "beta", known: Self.specs.map(\.name))) {
            try SearchSpace(Self.specs, names: ["beta"])
        }
    }
}
