/// The layout of several matrices, the results of one factorisation, that are packed one after another in a vector,
/// because an operation has only one result.
struct MatrixParts: Hashable, Sendable {
    private let rows: [Int]
    private let columns: [Int]

    init(_ extents: (rows: Int, columns: Int)...) {
        rows = extents.map(\.rows)
        columns = extents.map(\.columns)
    }

    /// The number of elements of all parts.
    var count: Int { offset(rows.count) }

    /// The offset of the first element of a part.
    func offset(_ part: Int) -> Int { zip(rows, columns).prefix(part).reduce(0) { $0 + $1.0 * $1.1 } }

    /// Returns a part as matrices of the last two axes.
    func matrix<Scalar: RealScalar>(_ part: Int, of packed: Tensor<Scalar>) -> Tensor<Scalar> {
        let vector = packed.sliced(axis: -1, offset(part)..<offset(part + 1))
        return vector.reshaped(to: Shape(packed.shape.dropLast() + [rows[part], columns[part]]))
    }
}

extension Tensor where Scalar: RealScalar {
    /// Returns the first columns of this orthogonal matrix and their gradient, into which that of the remaining columns
    /// is folded: since all columns stay orthonormal, rotating the first towards the remaining ones rotates these back.
    ///
    /// The remaining columns are unique only up to a rotation among themselves. Where their gradient has a component
    /// along such a rotation, the function depends on that arbitrary choice, and the gradient is NaN.
    func leading(_ count: Int, _ gradient: Tensor) -> (columns: Tensor, gradient: Tensor) {
        let all = shape[rank - 1]
        if all == count { return (self, gradient) }
        let (first, rest) = (sliced(axis: -1, 0..<count), sliced(axis: -1, count..<all))
        let restGradient = gradient.sliced(axis: -1, count..<all)
        let towardsFirst = restGradient.transposed().matmul(first)
        let within = rest.transposed().matmul(restGradient).stoppingGradient()
        let rotation = (within - within.transposed()).abs().max(axes: [-2, -1], keepingDimensions: true)
        let rounding = within.abs().max(axes: [-2, -1], keepingDimensions: true) * Tensor(Scalar.ulpOfOne.squareRoot())
        let doubt = select(rotation .> rounding, Tensor(.nan), otherwise: Tensor(0))
        return (first, gradient.sliced(axis: -1, 0..<count) - rest.matmul(towardsFirst) + doubt)
    }
}
