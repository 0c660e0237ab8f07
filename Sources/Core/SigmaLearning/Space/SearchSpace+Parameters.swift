package import SigmaEngine

extension SearchDimension {
    /// The dimension of a strategy's parameter: its range, its grid, its choices.
    package init(_ spec: ParameterSpec) throws(SpaceError) {
        switch spec.kind {
        case .integer:
            let range = Int(spec.range.lowerBound)...Int(spec.range.upperBound)
            self = try .integer(spec.name, range, step: max(1, Int(spec.step)))
        case .decimal: self = try .float(spec.name, spec.range, step: spec.step > 0 ? spec.step : nil)
        case .choice(let names): self = try .categorical(spec.name, names)
        case .flag: self = try .categorical(spec.name, ["false", "true"])
        }
    }
}

extension SearchSpace {
    /// The space of a strategy's parameters, or of those that are named.
    ///
    /// - Complexity: O(specs × names).
    package init(_ specs: [ParameterSpec], names: [String]? = nil) throws(SpaceError) {
        var chosen: [SearchDimension] = []
        for name in names ?? specs.map(\.name) {
            guard let spec = specs.first(where: { $0.name == name }) else {
                throw .undeclared(name: name, known: specs.map(\.name))
            }
            chosen.append(try SearchDimension(spec))
        }
        try self.init(chosen)
    }

    /// A strategy's values with those of the space put in; parameters outside the space keep theirs.
    ///
    /// - Precondition: one value for each dimension.
    /// - Complexity: O(dimensions × parameters).
    package func parameters(_ values: [Double], over base: ParameterValues) throws(ParameterError) -> ParameterValues {
        precondition(values.count == dimensions.count, "one value for each dimension")
        var result = base
        for (dimension, value) in zip(dimensions, values) {
            guard let index = base.specs.firstIndex(where: { $0.name == dimension.name }) else {
                throw .unknown(dimension.name, known: base.specs.map(\.name))
            }
            try result.set(at: index, to: value)
        }
        return result
    }

    /// The values of the space's dimensions, taken from a strategy's; throws where one is not on its dimension's grid.
    package func values(of parameters: ParameterValues) throws(SpaceError) -> [Double] {
        var values: [Double] = []
        for dimension in dimensions {
            guard let index = parameters.specs.firstIndex(where: { $0.name == dimension.name }) else {
                throw .undeclared(name: dimension.name, known: parameters.specs.map(\.name))
            }
            values.append(parameters.values[index])
        }
        try check(values)
        return values
    }
}
