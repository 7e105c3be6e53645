@testable import Tessera

/// The integer types, by name.
let integerTypes: [String] = ["Int32", "Int64", "UInt8"]

/// Calls a generic test with the type of a name.
func withIntegerType(_ name: String, _ body: (any IntegerScalar.Type) throws -> Void) rethrows {
    switch name {
    case "Int32": try body(Int32.self)
    case "Int64": try body(Int64.self)
    default: try body(UInt8.self)
    }
}

extension IntegerScalar {
    /// The values at which arithmetic changes.
    static var extremes: [Self] {
        var values: Set<Self> = [.min, .min + 1, 0, 1, 2, 7, .max / 2, .max / 2 + 1, .max - 1, .max]
        if isSigned { values.formUnion([0 &- 1, 0 &- 2, 0 &- 7]) }
        return values.sorted()
    }

    /// The value of an exact result, if the type has it.
    static func fitting(_ exact: Int128?) -> Self? { exact.flatMap { Self(exactly: $0) } }
}

/// Returns, for each element of the result of a reduction in row-major order, the indices in row-major order of the
/// elements that are combined.
func reducedIndices(_ shape: Shape, _ axes: [Int]?) -> [[Int]] {
    let axes = axes.map { $0.map { $0 < 0 ? $0 + shape.rank : $0 } } ?? Array(shape.indices)
    var groups: [[Int]: [Int]] = [:]
    let kept = shape.indices.filter { !axes.contains($0) }
    for (position, index) in Naive.indices(shape.dimensions).enumerated() {
        groups[kept.map { index[$0] }, default: []].append(position)
    }
    return Naive.indices(kept.map { shape[$0] }).map { groups[$0] ?? [] }
}

/// Integers from a range, the same in every run.
func integers<S: IntegerScalar>(_ shape: [Int], in range: ClosedRange<Int>, seed: UInt64) -> Tensor<S> {
    var random = SplitMix64(seed)
    let count = shape.reduce(1, *)
    let values = (0..<count).map { _ in
        S(range.lowerBound + Int(random.next() * Double(range.count)))
    }
    return Tensor(values, shape: Shape(shape))
}
