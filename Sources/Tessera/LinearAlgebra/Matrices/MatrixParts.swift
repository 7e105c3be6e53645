/// Several matrices that one factorisation makes, one after another in a vector: an operation has one result.
struct MatrixParts: Hashable, Sendable {
    private let rows: [Int]
    private let columns: [Int]

    init(_ extents: (rows: Int, columns: Int)...) {
        rows = extents.map(\.rows)
        columns = extents.map(\.columns)
    }

    /// Elements of all parts.
    var count: Int { offset(rows.count) }

    /// Where a part begins.
    func offset(_ part: Int) -> Int { zip(rows, columns).prefix(part).reduce(0) { $0 + $1.0 * $1.1 } }

    /// A part as the last two axes.
    func matrix<Scalar: RealScalar>(_ part: Int, of packed: Tensor<Scalar>) -> Tensor<Scalar> {
        let vector = packed.sliced(axis: -1, offset(part)..<offset(part + 1))
        return vector.reshaped(to: Shape(packed.shape.dropLast() + [rows[part], columns[part]]))
    }
}
