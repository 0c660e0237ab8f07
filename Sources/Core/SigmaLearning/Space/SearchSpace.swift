/// The parameters that a study varies, in a fixed order.
///
/// A point is a share of each axis in 0...1, one per dimension: the unit cube in which samplers search. Values are what
/// the objective is asked with, one per dimension, in the parameters' own units.
package struct SearchSpace: Hashable, Sendable {
    /// As many as the quasi-random sequence has dimensions.
    package static let mostDimensions = SobolSequence.dimensions

    /// The dimensions; their order is that of points and values.
    package let dimensions: [SearchDimension]

    /// A space of one to ``mostDimensions`` dimensions with different names.
    ///
    /// - Complexity: O(dimensions²).
    package init(_ dimensions: [SearchDimension]) throws(SpaceError) {
        guard !dimensions.isEmpty else { throw .empty }
        guard dimensions.count <= Self.mostDimensions else {
            throw .tooMany(count: dimensions.count, most: Self.mostDimensions)
        }
        for (place, dimension) in dimensions.enumerated() {
            if dimension.name.isEmpty { throw .unnamed(place: place) }
            if dimensions[..<place].contains(where: { $0.name == dimension.name }) {
                throw .repeated(name: dimension.name)
            }
        }
        self.dimensions = dimensions
    }

    /// The places of the dimensions with an order.
    package var numericPlaces: [Int] { dimensions.indices.filter { !dimensions[$0].isCategorical } }
    /// The places of the dimensions without an order.
    package var categoricalPlaces: [Int] { dimensions.indices.filter { dimensions[$0].isCategorical } }

    /// The values at a point. O(dimensions).
    package func values(at point: [Double]) -> [Double] {
        zip(dimensions, point).map { $0.value(at: $0.coordinate(atShare: $1)) }
    }

    /// The point of values: the middle of the cell of each discrete one. O(dimensions).
    package func point(of values: [Double]) -> [Double] {
        zip(dimensions, values).map { $0.share(of: $0.coordinate(of: $1)) }
    }

    /// Throws unless every dimension takes its value. O(dimensions).
    package func check(_ values: [Double]) throws(SpaceError) {
        guard values.count == dimensions.count else {
            throw .valueCount(count: values.count, dimensions: dimensions.count)
        }
        for (dimension, value) in zip(dimensions, values) where !dimension.contains(value) {
            throw .value(name: dimension.name, value: value, domain: dimension.domain)
        }
    }
}
