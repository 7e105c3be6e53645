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

extension Tensor where Scalar: RealScalar {
    /// The first columns of this orthogonal matrix and their slope, which takes over that of the others: where the first turn
    /// towards these, these turn back. Among each other they may turn as they like; where something flows that would turn
    /// them the function depends on the choice, and the slope is NaN.
    func leading(_ count: Int, _ slope: Tensor) -> (columns: Tensor, slope: Tensor) {
        let all = shape[rank - 1]
        if all == count { return (self, slope) }
        let (first, rest) = (sliced(axis: -1, 0..<count), sliced(axis: -1, count..<all))
        let restSlope = slope.sliced(axis: -1, count..<all)
        let turned = restSlope.transposed().matmul(first)
        let among = rest.transposed().matmul(restSlope).stoppingGradient()
        let turn = (among - among.transposed()).abs().max(axes: [-2, -1], keepingDimensions: true)
        let rounding = among.abs().max(axes: [-2, -1], keepingDimensions: true) * Tensor(Scalar.ulpOfOne.squareRoot())
        let doubt = select(turn .> rounding, Tensor(.nan), otherwise: Tensor(0))
        return (first, slope.sliced(axis: -1, 0..<count) - rest.matmul(turned) + doubt)
    }
}
